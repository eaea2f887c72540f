import type { ProfileName } from '@wmctl/lab'

/** What hosts an example is for, where that is not all. */
export interface ExampleNeeds {
  /** The first release with the classes. */
  readonly since?: ProfileName
  /** A host of the lab that the example's targets match; the lab then has three. Left out: web01. */
  readonly host?: string
}

const exampleNeeds: Readonly<Record<string, ExampleNeeds>> = {
  defender: { since: '2016' },
  firewall: { since: '2012r2' },
  'hyper-v': { since: '2012r2', host: 'app01' },
  network: { since: '2012r2' },
  'smb-shares': { since: '2012r2' },
}

export const needsOf = (name: string): ExampleNeeds => exampleNeeds[name] ?? {}
