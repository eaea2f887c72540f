import { canonicalJson } from '../../src/engine/canonical-json.js'
import type { SecretReference } from '../../src/engine/document.js'
import type { ApplyContext, PlanContext } from '../../src/engine/resource-type.js'

/** What the engine gives a resource type, with secrets by the canonical JSON of their references. */
export interface ResourceContexts {
  readonly plan: PlanContext
  /** Waits end at once and take their time on a clock of their own. */
  readonly apply: ApplyContext
  /** What `apply.progress` was told, in order. */
  readonly progress: readonly string[]
  /** Milliseconds of every wait, in order. */
  readonly waits: readonly number[]
}

export interface ResourceContextOptions {
  readonly secrets?: ReadonlyMap<string, string> | undefined
  /** Runs during each wait, once its time has passed. */
  readonly during?: ((milliseconds: number) => Promise<void> | void) | undefined
}

export function resourceContexts({ secrets = new Map(), during }: ResourceContextOptions = {}): ResourceContexts {
  let now = 0
  const progress: string[] = []
  const waits: number[] = []
  function textOf(reference: SecretReference): string {
    const text = secrets.get(canonicalJson(reference))
    if (text === undefined) throw new Error('a secret was asked for that the test does not have')
    return text
  }
  return {
    progress,
    waits,
    plan: { hashSecret: (reference) => hashed(textOf(reference)), hashText: hashed },
    apply: {
      signal: new AbortController().signal,
      revealSecret: textOf,
      async sleep(milliseconds) {
        now += milliseconds
        waits.push(milliseconds)
        await during?.(milliseconds)
      },
      elapsed: () => now,
      progress: (message) => void progress.push(message),
    },
  }
}

/** Equal for equal texts and without them, as the engine's. */
function hashed(text: string): string {
  let hash = 5381
  for (const character of text) hash = (hash * 33 + (character.codePointAt(0) ?? 0)) % 2 ** 32
  return hash.toString(16)
}
