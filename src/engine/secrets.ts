import { MisuseError } from '../base/errors.js'
import type { Digest, RandomSource } from '../base/ports.js'
import type { Secret } from '../base/secret.js'
import { canonicalJson } from './canonical-json.js'
import type { SecretReference } from './document.js'

/** Where the text of a secret comes from: an environment variable, a file, a command, a question. Provided by cli. */
export interface SecretResolver {
  get(reference: SecretReference): Promise<Secret>
}

/**
 * The secrets of one run: each is resolved once, shown only as a keyed hash, and removed from every text a peer sends back.
 * The key is random and never stored, so that the hashes of a saved plan cannot be tried out.
 */
export interface RunSecrets {
  /** Rejects when one cannot be resolved. */
  resolve(references: readonly SecretReference[]): Promise<void>
  /** The text of a resolved secret. */
  reveal(reference: SecretReference): string
  hash(reference: SecretReference): string
  hashText(text: string): string
  redact(text: string): string
}

export interface RunSecretsOptions {
  readonly resolver: SecretResolver
  readonly digest: Digest
  readonly random: RandomSource
}

export function runSecrets(options: RunSecretsOptions): RunSecrets {
  const key = options.random.bytes(32)
  const pending = new Map<string, Promise<Secret>>()
  const resolved = new Map<string, Secret>()
  let longestFirst: readonly string[] = []

  async function resolveOne(reference: SecretReference): Promise<void> {
    const name = canonicalJson(reference)
    if (resolved.has(name)) return
    let promise = pending.get(name)
    if (promise === undefined) {
      promise = options.resolver.get(reference)
      pending.set(name, promise)
    }
    const secret = await promise
    if (resolved.has(name)) return
    resolved.set(name, secret)
    const texts = new Set([...resolved.values()].map((known) => known.reveal()).filter((text) => text !== ''))
    longestFirst = [...texts].sort((a, b) => b.length - a.length)
  }

  function reveal(reference: SecretReference): string {
    const secret = resolved.get(canonicalJson(reference))
    if (secret === undefined) throw new MisuseError('A resource type asked for a secret that its secrets() does not name')
    return secret.reveal()
  }

  function hashText(text: string): string {
    return options.digest.hmacSha256(key, text)
  }

  return {
    async resolve(references) {
      await Promise.all(references.map(resolveOne))
    },
    reveal,
    hash: (reference) => hashText(reveal(reference)),
    hashText,
    redact(text) {
      let clean = text
      for (const secret of longestFirst) if (clean.includes(secret)) clean = clean.replaceAll(secret, '***')
      return clean
    },
  }
}
