import { WmctlError } from '../base/errors.js'

/** What is wanted of a host cannot be planned: a cycle, an unknown reference, two resources for one object. */
export class PlanError extends WmctlError {
  readonly code = 'WMCTL_PLAN'
}

/** The change is forbidden by `lifecycle.preventDestroy`. */
export class PreventedError extends WmctlError {
  readonly code = 'WMCTL_PREVENTED'
}
