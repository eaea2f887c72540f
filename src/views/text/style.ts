/** What a stream can show; the caller decides, per stream. */
export interface TextStyle {
  readonly colour: boolean
  readonly unicode: boolean
  readonly columns: number
}

export type Tone = 'added' | 'removed' | 'changed' | 'failed' | 'warned' | 'strong' | 'dim' | 'accent'

/** SGR parameters. Colour only repeats what the text already says. */
const codes: Readonly<Record<Tone, string>> = {
  added: '32',
  removed: '31',
  changed: '33',
  failed: '1;31',
  warned: '1;33',
  strong: '1',
  dim: '2',
  accent: '36',
}

/** The text in a tone, or as it is when the stream has no colour. */
export function paint(text: string, tone: Tone | undefined, style: Pick<TextStyle, 'colour'>): string {
  if (!style.colour || tone === undefined || text === '') return text
  return `\u001b[${codes[tone]}m${text}\u001b[0m`
}
