import type { CimTypeDeclaration, ValueMapEntry } from './class.js'

/** The entry for a value as it is on the wire, ranges (`a..b`, `a..`, `..b`, `..`) included ([DSP0004] ValueMap). Case is ignored. */
export function entryOfCode(declaration: CimTypeDeclaration, code: string): ValueMapEntry | undefined {
  const wanted = code.toLowerCase()
  const exact = declaration.valueMap?.find(({ value }) => value.toLowerCase() === wanted)
  return exact ?? declaration.valueMap?.find(({ value }) => isInRange(value, code))
}

/** The first entry with a label, case ignored; ranges have no single value and are left out. */
export function entryOfLabel(declaration: CimTypeDeclaration, label: string): ValueMapEntry | undefined {
  const wanted = label.trim().toLowerCase()
  return declaration.valueMap?.find((entry) => entry.label?.toLowerCase() === wanted && !entry.value.includes('..'))
}

/** Labels, or wire values without a label: what a person may write. */
export function namesOfValues(declaration: CimTypeDeclaration): string[] {
  return (declaration.valueMap ?? []).filter(({ value }) => !value.includes('..')).map(({ value, label }) => label ?? value)
}

function isInRange(range: string, code: string): boolean {
  const match = /^(-?[0-9]*)\.\.(-?[0-9]*)$/.exec(range)
  if (match === null || !/^-?[0-9]+$/.test(code)) return false
  const [, low = '', high = ''] = match
  const value = BigInt(code)
  return (low === '' || value >= BigInt(low)) && (high === '' || value <= BigInt(high))
}

/** The label of a code, when it stands for that code alone and is no code itself. */
export function labelOfCode(declaration: CimTypeDeclaration, code: string): string | undefined {
  const label = declaration.valueMap?.find(({ value }) => value === code)?.label
  if (label === undefined || entryOfLabel(declaration, label)?.value !== code) return undefined
  return entryOfCode(declaration, label) === undefined && /[a-z]/i.test(label) ? label : undefined
}
