/**
 * Upper case as Windows makes it for NTOWFv2: code unit by code unit, one for one, whatever the language. JavaScript's
 * mapping is taken where it leads back: `ß`, `ı`, `ſ` and `µ` stay as they are, as they do in Windows' table.
 */
export function upperCaseName(name: string): string {
  let upper = ''
  for (let at = 0; at < name.length; at++) upper += upperCaseUnit(name.charAt(at))
  return upper
}

function upperCaseUnit(unit: string): string {
  if (unit === FINAL_SIGMA) return SIGMA
  const upper = unit.toUpperCase()
  return upper.length === 1 && upper.toLowerCase() === unit ? upper : unit
}

const FINAL_SIGMA = '\u03c2'
const SIGMA = '\u03a3'
