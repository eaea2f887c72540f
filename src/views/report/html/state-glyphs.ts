import type { HostState } from '../host-state.js'

/** A sign for each state, so that colour is never alone. */
export const stateGlyphs: Readonly<Record<HostState, string>> = {
  match: '✓',
  differ: '≠',
  failed: '!',
  unreachable: '×',
  skipped: '–',
}
