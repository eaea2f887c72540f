import { oncePer } from '../../base/once-per.js'
import type { TypedValue } from '../../cim/value.js'
import type { ResourceType } from '../../engine/resource-type.js'
import type { CimReader, CimSession } from '../../session/cim-session.js'
import { liveProperty, secretsOf } from '../shared/desired-value.js'
import type { ResourceFacts } from '../shared/facts.js'
import { parseOnHost } from '../shared/parse-on-host.js'
import { applyCim } from './apply.js'
import type { CimDesired } from './desired.js'
import type { LiveObject } from './live-object.js'
import { observe } from './observe.js'
import { parseCim } from './parse.js'
import { planCim } from './plan.js'
import { readPlan } from './read-plan.js'
import { cimSchema } from './schema.js'

/** An object of any CIM class, kept as its document says. */
export function cimResourceType(facts: ResourceFacts): ResourceType<CimReader, CimSession, CimDesired, LiveObject> {
  return {
    kind: 'cim',
    schema: cimSchema,
    parse: (document, locate) => parseCim(document, locate, facts),
    parseOn: (reader, document, context) => parseOnHost(parseCim, document, { fields: document.fields, facts, reader }, context),
    identity: (desired) => readPlan(desired).identity,
    absent: ({ ensure }) => ensure === 'absent',
    secrets,
    readAll: (reader, desired, context) => observe(reader, desired, facts, context),
    plan: planCim,
    apply: (session, desired, change, observed, context) => applyCim(session, facts, desired, change, observed, context),
    relevant,
  }
}

const secrets = oncePer(({ properties }: CimDesired) => secretsOf(properties))

function relevant(desired: CimDesired, observed: LiveObject | undefined): readonly (readonly [string, TypedValue])[] {
  if (observed === undefined) return []
  return desired.properties
    .filter(
      ({ declaration, value, writeOnly }) =>
        !('secret' in value || writeOnly || desired.ignored.has(declaration.name.toLowerCase())),
    )
    .map(({ declaration }) => liveProperty(observed.instance, declaration))
}
