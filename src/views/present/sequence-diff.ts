import { diffArrays, diffWordsWithSpace } from 'diff'

/** A stretch of text within a line, and whether only one side has it. */
export interface TextPart {
  readonly text: string
  readonly differs: boolean
}

export interface DiffLine {
  /** `…` stands for lines left out; the text says which and how many. */
  readonly sign: '+' | '-' | ' ' | '…'
  readonly text: string
  /** The words that differ from the other side, when the lines are alike enough for that to help. */
  readonly parts?: readonly TextPart[]
}

interface SequenceNames {
  /** What one item is called: `line`, `element`. */
  readonly item: string
}

/** Items on either side of a change that are shown with it. */
const context = 2
/** Shown lines per property; more are counted. */
const maxLines = 120
/** Beyond so many edits everything is shown as replaced: the cost of the search grows with their square. */
const maxEdits = 500
const maxWordEdits = 120

/** What was taken out of and put into a sequence, in order, long unchanged stretches folded. */
export function diffSequence(before: readonly string[], after: readonly string[], names: SequenceNames): readonly DiffLine[] {
  const changes = diffArrays([...before], [...after], { maxEditLength: maxEdits })
  if (changes === undefined) return limitLines([...signed(before, '-'), ...signed(after, '+')], names)
  const lines: DiffLine[] = []
  for (const [index, change] of changes.entries()) {
    if (change.added || change.removed) lines.push(...signed(change.value, change.added ? '+' : '-'))
    else lines.push(...foldUnchanged(change.value, { first: index === 0, last: index === changes.length - 1 }, names))
  }
  return limitLines(markReplaced(lines), names)
}

/** The words of two texts that differ; undefined when the texts have too little in common. */
export function diffWords(
  before: string,
  after: string,
): { before: readonly TextPart[]; after: readonly TextPart[] } | undefined {
  if (before.length > 2000 || after.length > 2000) return undefined
  const changes = diffWordsWithSpace(before, after, { maxEditLength: maxWordEdits })
  if (changes === undefined) return undefined
  const common = changes.reduce((sum, change) => (change.added || change.removed ? sum : sum + change.value.trim().length), 0)
  if (common * 3 < Math.max(before.length, after.length)) return undefined
  const side = (left: 'added' | 'removed'): readonly TextPart[] =>
    changes.filter((change) => !change[left]).map((change) => ({ text: change.value, differs: change.added || change.removed }))
  return { before: side('added'), after: side('removed') }
}

function signed(items: readonly string[], sign: '+' | '-' | ' '): readonly DiffLine[] {
  return items.map((text) => ({ sign, text }))
}

function foldUnchanged(
  items: readonly string[],
  place: { readonly first: boolean; readonly last: boolean },
  names: SequenceNames,
): readonly DiffLine[] {
  const head = place.first ? 0 : context
  const tail = place.last ? 0 : context
  const hidden = items.length - head - tail
  if (hidden <= 1) return signed(items, ' ')
  const fold: DiffLine = { sign: '…', text: `${hidden} unchanged ${names.item}s` }
  return [...signed(items.slice(0, head), ' '), fold, ...signed(items.slice(items.length - tail), ' ')]
}

/** One line taken out followed by one put in is one line that changed: its words are marked. */
function markReplaced(lines: readonly DiffLine[]): readonly DiffLine[] {
  const marked = [...lines]
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1]
    const alone = lines[index - 1]?.sign !== '-' && lines[index + 2]?.sign !== '+'
    if (line.sign !== '-' || next?.sign !== '+' || !alone) continue
    const words = diffWords(line.text, next.text)
    if (words === undefined) continue
    marked[index] = { ...line, parts: words.before }
    marked[index + 1] = { ...next, parts: words.after }
  }
  return marked
}

function limitLines(lines: readonly DiffLine[], names: SequenceNames): readonly DiffLine[] {
  if (lines.length <= maxLines) return lines
  const left = lines.length - maxLines
  return [...lines.slice(0, maxLines), { sign: '…', text: `${left} more ${names.item}s` }]
}
