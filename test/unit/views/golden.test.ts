import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'vitest'
import type { EngineEvent } from '../../../src/engine/events.js'
import { expectGolden } from '../../harness/golden.js'
import { renderHuman, renderJson, renderReport } from '../../harness/views/render.js'
import { sampleStreams } from '../../harness/views/sample-streams.js'

const engine = new URL('../../golden/engine/', import.meta.url)

/** What the engine emitted in its own tests. */
const engineStreams = readdirSync(engine).map((file): [string, readonly EngineEvent[]] => [
  `engine-${file.replace('.json', '')}`,
  JSON.parse(readFileSync(new URL(file, engine), 'utf8')) as readonly EngineEvent[],
])

describe.each([...Object.entries(sampleStreams), ...engineStreams])('%s', (name, events) => {
  test('for people', () => {
    const { out, err } = renderHuman(events)
    expectGolden(`views/${name}/human.txt`, `${out}--- stderr\n${err}`)
  })

  test('for people who want all of it, on an old terminal', () => {
    const { out, err } = renderHuman(events, { style: { colour: false, unicode: false, columns: 80 }, verbose: true })
    expectGolden(`views/${name}/human-verbose-ascii.txt`, `${out}--- stderr\n${err}`)
  })

  test('as JSON lines', () => expectGolden(`views/${name}/events.jsonl`, `${renderJson(events).join('\n')}\n`))

  test.each(['markdown', 'junit', 'json', 'text'] as const)('as a %s report', (format) => {
    const endings = { markdown: 'md', junit: 'xml', json: 'json', text: 'txt' }
    expectGolden(`views/${name}/report.${endings[format]}`, renderReport(format, events))
  })

  test('as a page, style and script apart', () => {
    const page = renderReport('html', events)
      .replace(/<style>.*?<\/style>/s, '<style></style>')
      .replace(/<script>.*?<\/script>/s, '<script></script>')
      .replace(/sha256-[^']+/g, 'sha256-')
    expectGolden(`views/${name}/report.html`, page)
  })
})
