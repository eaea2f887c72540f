export interface PowerPlanRow {
  readonly guid: string
  readonly name: string
  readonly description: string
}

/** The plans every Windows comes with. */
export const powerPlans: readonly PowerPlanRow[] = [
  {
    guid: '381b4222-f694-41f0-9685-ff5bb260df2e',
    name: 'Balanced',
    description: 'Automatically balances performance with energy consumption on capable hardware.',
  },
  {
    guid: '8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c',
    name: 'High performance',
    description: 'Favors performance, but may use more energy.',
  },
  {
    guid: 'a1841308-3541-4fab-bc81-f71556f20b4a',
    name: 'Power saver',
    description: 'Saves energy by reducing your computer’s performance where possible.',
  },
]
