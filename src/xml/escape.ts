/**
 * Whether there may be anything to escape: any half of a surrogate pair counts, since to look for those without the other half
 * takes many times as long.
 */
const special = /[^ !#-%'-;=?-~\u00a0-\ud7ff\ue000-\ufffd]/
const specials = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/gu

/**
 * Character data. What XML 1.0 cannot hold becomes `?`, as Windows writes it ([MS-WSMV] 3.1.4.1.25); a carriage return
 * survives as a reference.
 */
export function escapeText(text: string): string {
  return special.test(text) ? text.replace(specials, textReplacement) : text
}

/** The value of an attribute in double quotes; white space survives as references. */
export function escapeAttribute(value: string): string {
  return special.test(value) ? value.replace(specials, attributeReplacement) : value
}

function textReplacement(found: string): string {
  return found === '"' || found === '\t' || found === '\n' ? found : replacement(found)
}

function attributeReplacement(found: string): string {
  if (found === '"') return '&quot;'
  if (found === '\t') return '&#9;'
  return found === '\n' ? '&#10;' : replacement(found)
}

/** Of control characters XML 1.0 has tab, line feed, carriage return and those from 7F on. */
function replacement(found: string): string {
  switch (found) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;'
    case '\r':
      return '&#13;'
    default:
      return found >= '\u007f' && found <= '\u009f' ? found : '?'
  }
}
