import { FaultError } from 'wmctl'

/** A running lab said no to what it was asked through its control channel. */
export class ControlError extends FaultError {
  readonly code = 'WMCTL_LAB_CONTROL'
}
