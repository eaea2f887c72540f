/** What to say for the codes of the yaml package (and BARE_REFERENCE, which it has no code for): a constant summary, and what to do about it. The package's own sentence follows the summary. */
export const yamlErrors: Readonly<Record<string, { readonly summary: string; readonly advice: string }>> = {
  ALIAS_PROPS: { summary: 'Misplaced anchor or tag', advice: 'Write the anchor or tag at the value, not at the alias.' },
  BAD_ALIAS: { summary: 'Unusable alias', advice: 'Give the anchor a name: &name at the value, *name where it is used again.' },
  BAD_COLLECTION_TYPE: { summary: 'Unusable tag', advice: 'Leave the tag out.' },
  BAD_DIRECTIVE: { summary: 'Unusable directive', advice: 'Leave the line that starts with % out; documents are YAML 1.2.' },
  BAD_DQ_ESCAPE: {
    summary: 'Unknown escape in a double-quoted text',
    advice: 'In double quotes a backslash starts an escape: write paths in single quotes, or double each backslash.',
  },
  BAD_INDENT: {
    summary: 'Wrong indentation',
    advice: 'Indent all fields of one mapping, and all items of one list, by the same number of spaces.',
  },
  BAD_PROP_ORDER: {
    summary: 'Misplaced anchor or tag',
    advice: 'Write the anchor or tag after the indicator, directly before the value.',
  },
  BAD_SCALAR_START: { summary: 'Text that needs quotes', advice: 'Put the value in single quotes.' },
  BARE_REFERENCE: {
    summary: 'Reference that needs quotes',
    advice: `Inside { } and [ ] put a value that starts with \${…} in double quotes: "\${vars.name}".`,
  },
  BLOCK_AS_IMPLICIT_KEY: {
    summary: 'Two fields on one line',
    advice: 'Start each field on its own line; a text that contains a colon and a space needs quotes.',
  },
  BLOCK_IN_FLOW: {
    summary: 'Block inside brackets',
    advice: 'Inside { } and [ ] write values in the same style, or use indentation for all of it.',
  },
  KEY_OVER_1024_CHARS: {
    summary: 'Field name too long',
    advice: 'A field name has at most 1024 characters; is a quote missing?',
  },
  MISSING_CHAR: {
    summary: 'Missing character',
    advice: 'Look for a missing quote, colon, bracket or space here or on the line before.',
  },
  MULTILINE_IMPLICIT_KEY: {
    summary: 'Field name over several lines',
    advice: 'Is a colon missing after the field name, or a quote at the end of a text?',
  },
  MULTIPLE_ANCHORS: { summary: 'Two anchors', advice: 'A value can have one anchor.' },
  MULTIPLE_TAGS: { summary: 'Two tags', advice: 'Leave the tags out.' },
  NON_STRING_KEY: {
    summary: 'Unusable field name',
    advice: 'Field names are plain text; put a text that starts with { or [ or contains ${ in quotes.',
  },
  TAB_AS_INDENT: { summary: 'Tab in the indentation', advice: 'YAML is indented by spaces only: replace the tab.' },
  TAG_RESOLVE_FAILED: {
    summary: 'Unusable tag',
    advice: 'Leave the tag out; wmctl reads text, numbers, true, false, null, lists and mappings only.',
  },
  UNCLOSED: {
    summary: 'Unclosed bracket',
    advice: 'Write the closing bracket; what stands inside brackets is indented more than the field it belongs to.',
  },
  UNEXPECTED_TOKEN: {
    summary: 'Unexpected text',
    advice: 'Look for a missing comma, bracket or quote here or on the line before.',
  },
}
