import process from 'node:process'
import { createInterface } from 'node:readline/promises'
import type { Terminal } from './terminal.js'

/** Asks for a typed `yes`; anything else, and the end of the input, is no. */
export async function askForYes(question: string, terminal: Terminal): Promise<boolean> {
  terminal.err(`${question} Only \`yes\` is accepted: `)
  const lines = createInterface({ input: process.stdin })
  try {
    for await (const line of lines) return line.trim() === 'yes'
    return false
  } finally {
    lines.close()
  }
}
