import { CimError, type CimValue } from 'wmctl'

/** A label NTFS takes: at most 32 characters, some of which it forbids. Null removes the label. */
export function checkLabel(value: CimValue): string {
  const text = value === null ? '' : value
  if (typeof text !== 'string' || text.length > 32 || /[*?/\\|.,;:+=<>[\]"]/.test(text)) {
    throw new CimError(
      'invalidParameter',
      'A volume label has at most 32 characters, and none of * ? / \\ | . , ; : + = < > [ ] "',
    )
  }
  return text
}
