import type { AdapterCase } from './adapter-case.js'

const machine = { ElementName: 'app01-build-agent' }

/** Each of the states that a machine can be kept in, from another one. */
export const msvmComputerSystem: AdapterCase = {
  host: 'app01',
  since: '2012r2',
  sets: [
    { key: machine, properties: { EnabledState: ['Enabled', '3'] } },
    { key: machine, properties: { EnabledState: [2, '6'] } },
    { key: machine, properties: { EnabledState: ['Disabled', '2'] } },
    { key: machine, properties: { EnabledState: [3, '6'] } },
    { key: machine, properties: { EnabledState: [6, '2'] } },
    { key: machine, properties: { EnabledState: [9, '2'] } },
  ],
  missing: { ElementName: 'not-there' },
}
