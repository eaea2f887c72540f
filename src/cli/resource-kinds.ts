import { type ResourceKinds, resourceKinds } from '../engine/resource-kinds.js'
import { cimResourceType } from '../resources/cim/index.js'
import { invokeResourceType } from '../resources/invoke/index.js'
import { ownsResourceType } from '../resources/owns/index.js'
import { registryResourceType } from '../resources/registry/index.js'
import type { ResourceFacts } from '../resources/shared/facts.js'
import type { CimReader, CimSession } from '../session/cim-session.js'

/** The kinds of resource a document may use. */
export function builtinKinds(facts: ResourceFacts): ResourceKinds<CimReader, CimSession> {
  return resourceKinds<CimReader, CimSession>([
    cimResourceType(facts),
    registryResourceType(facts),
    invokeResourceType(facts),
    ownsResourceType(facts),
  ])
}
