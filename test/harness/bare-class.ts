import type { CimClass } from '../../src/cim/class.js'

/** A class of root/test about which nothing is known but its name, and what a test adds. */
export function bareClass(name: string, part: Partial<Omit<CimClass, 'name'>> = {}): CimClass {
  return {
    name,
    namespace: 'root/test',
    superclass: undefined,
    abstract: false,
    association: false,
    singleton: false,
    supportsCreate: undefined,
    supportsUpdate: undefined,
    supportsDelete: undefined,
    keys: [],
    properties: new Map(),
    methods: new Map(),
    ...part,
  }
}
