/** What an import does not write of what it read. */
export interface LeftOut {
  readonly property: string
  readonly why: string
}
