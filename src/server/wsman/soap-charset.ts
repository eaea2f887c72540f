/** The encodings a WS-Management service takes and answers in ([DSP0226] 13.1). */
export type SoapCharset = 'UTF-8' | 'UTF-16'

/** The charset of a `Content-Type` for SOAP 1.2; undefined when it is for something else, or in another encoding. */
export function soapCharset(contentType: string | undefined): SoapCharset | undefined {
  const [media = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim())
  if (media.toLowerCase() !== 'application/soap+xml') return undefined
  const charset = parameters.find((parameter) => /^charset\s*=/i.test(parameter))
  const name =
    charset
      ?.slice(charset.indexOf('=') + 1)
      .replaceAll('"', '')
      .trim()
      .toUpperCase() ?? 'UTF-8'
  return name === 'UTF-8' || name === 'UTF-16' ? name : undefined
}

/** A message in the encoding its reader asked in; UTF-16 is little-endian with a byte order mark, as Windows writes it. */
export function encodeSoap(text: string, charset: SoapCharset): Uint8Array {
  if (charset === 'UTF-8') return new TextEncoder().encode(text)
  const bytes = new Uint8Array(2 + text.length * 2)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0xfeff, true)
  for (let index = 0; index < text.length; index += 1) view.setUint16(2 + index * 2, text.charCodeAt(index), true)
  return bytes
}
