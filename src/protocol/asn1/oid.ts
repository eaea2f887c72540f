/** Dotted decimal of an OBJECT IDENTIFIER's content octets ([X.690] 8.19), undefined when they are none. */
export function formatOidContent(content: Uint8Array): string | undefined {
  if (content.length === 0 || content.length > 64) return undefined
  const arcs: bigint[] = []
  let arc = 0n
  let start = true
  for (const octet of content) {
    if (start && octet === 0x80) return undefined
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    start = octet < 0x80
    if (!start) continue
    arcs.push(arc)
    arc = 0n
  }
  const [first, ...others] = arcs
  if (!start || first === undefined) return undefined
  const root = first < 80n ? first / 40n : 2n
  return [root, first - root * 40n, ...others].join('.')
}

/** The content octets of a dotted decimal object identifier. */
export function oidContent(dotted: string): Uint8Array {
  const [root = 0n, second = 0n, ...others] = dotted.split('.').map(BigInt)
  return Uint8Array.from([root * 40n + second, ...others].flatMap(base128))
}

function base128(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
  return octets
}
