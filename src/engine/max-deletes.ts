import type { Diagnostic } from '../base/diagnostic.js'
import type { HostPlan } from './plan.js'

/** Undeclared objects, and values, that a run may delete when nobody says otherwise. */
export const defaultMaxDeletes = 10

/** How many objects a host plan deletes because nobody declares them, and how many values of declared ones. */
export function countUndeclared(plan: HostPlan): number {
  if (plan.state !== 'planned') return 0
  let count = 0
  for (const { document, change } of plan.resources) {
    if (document.owner !== undefined && change.action === 'delete') count++
    for (const { undeclared } of change.deltas) if (undeclared === true) count++
  }
  return count
}

/** Why a plan that deletes so many undeclared objects may not be applied; undefined when it may. */
export function deletionRefusal(undeclared: number, maxDeletes: number | undefined): Diagnostic | undefined {
  if (maxDeletes === undefined || undeclared <= maxDeletes) return undefined
  return {
    severity: 'error',
    summary: 'Too many deletes',
    detail:
      `${undeclared} undeclared objects or values would be deleted, and --max-deletes allows ${maxDeletes}: nothing is applied. ` +
      `Declare those that are to stay, narrow the scope, or allow it with --max-deletes ${undeclared}.`,
  }
}
