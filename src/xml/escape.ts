const special = /[&<>"\t\n\r\u0000-\u001f\ud800-\udfff\ufffe\uffff]/
const textSpecial = /[&<>\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g
const attributeSpecial =
  /[&<>"\t\n\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g

/** Character data. What XML 1.0 cannot hold becomes `?`, as Windows writes it ([MS-WSMV] 3.1.4.1.25); a carriage return is kept as a reference. */
export function escapeText(text: string): string {
  return special.test(text) ? text.replace(textSpecial, replacement) : text
}

/** The value of an attribute in double quotes; white space survives as references. */
export function escapeAttribute(value: string): string {
  return special.test(value) ? value.replace(attributeSpecial, replacement) : value
}

function replacement(found: string): string {
  switch (found) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;'
    case '"':
      return '&quot;'
    case '\t':
      return '&#9;'
    case '\n':
      return '&#10;'
    case '\r':
      return '&#13;'
    default:
      return found.length === 2 ? found : '?'
  }
}
