/** What the spellings of one account have in common: case, the dot for the machine itself, the names of the service accounts. */
export function accountKey(text: string): string {
  const name = text.trim().replaceAll('/', '\\').toLowerCase()
  return serviceAccounts.get(name) ?? name
}

/** The accounts services run as, by every name Windows takes for them. */
const serviceAccounts: ReadonlyMap<string, string> = new Map([
  ['localsystem', 'nt authority\\system'],
  ['.\\localsystem', 'nt authority\\system'],
  ['system', 'nt authority\\system'],
  ['s-1-5-18', 'nt authority\\system'],
  ['localservice', 'nt authority\\local service'],
  ['nt authority\\localservice', 'nt authority\\local service'],
  ['s-1-5-19', 'nt authority\\local service'],
  ['networkservice', 'nt authority\\network service'],
  ['nt authority\\networkservice', 'nt authority\\network service'],
  ['s-1-5-20', 'nt authority\\network service'],
])
