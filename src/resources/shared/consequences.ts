import type { Consequences } from '../../cim/class-adapter.js'

/** What a plan says of a change beside the change. */
export function consequenceTexts({ disrupts, effectiveAfter }: Consequences): string[] {
  return [...(disrupts === undefined ? [] : [disrupts]), ...(effectiveAfter === undefined ? [] : [effects[effectiveAfter]])]
}

const effects = {
  restart: 'takes effect after a restart of the host',
  logoff: 'takes effect when its user logs on again',
} as const satisfies Record<NonNullable<Consequences['effectiveAfter']>, string>
