/** What a peer's document may cost before it is refused. */
export interface XmlLimits {
  /** Bytes of the whole document. */
  readonly maxBytes: number
  /** Elements inside one another. */
  readonly maxDepth: number
  /** Attributes of one element, namespace declarations included. */
  readonly maxAttributes: number
  /** Elements of the whole document. */
  readonly maxElements: number
  /** UTF-16 units of one piece of text or of one attribute value. */
  readonly maxText: number
}

/** Room for the largest answer a host may send (32,000 items in several envelopes' worth), and little more. */
export const defaultXmlLimits: XmlLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxDepth: 100,
  maxAttributes: 64,
  maxElements: 2_000_000,
  maxText: 4 * 1024 * 1024,
}
