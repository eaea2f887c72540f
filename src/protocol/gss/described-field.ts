/**
 * A token as a tree, for people: fields by the specification's names. What would help to guess or use a credential is
 * replaced by `maskedValue`.
 */
export interface DescribedField {
  readonly name: string
  readonly value: string | readonly DescribedField[]
}

export const maskedValue = '***'
