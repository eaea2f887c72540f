/** Names of properties, variables and values that usually hold a secret. */
const secretName =
  /pass(?:word|phrase|wd)|secret|credential|(?:api|access|private|account|shared)_?-?key(?!.*(?:id|path|file)$)|token$|^pwd$|_pwd$/i

/** Text that says itself that it holds one: a connection string, an address with a password. */
const secretText = /(?:^|[;?&\s"'])(?:password|pwd|accountkey|sharedaccesskey|secret)\s*=\s*[^\s;&]|:\/\/[^/\s:@]+:[^/\s@]+@/i

/** Whether something read from a host had better not be written into a file. */
export function mayBeSecret({ name, text }: { readonly name: string; readonly text?: string | undefined }): boolean {
  return secretName.test(name) || (text !== undefined && secretText.test(text))
}
