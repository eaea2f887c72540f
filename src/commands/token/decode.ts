import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../cli/base-command.js'
import { decodeToken } from '../../cli/decode-token.js'

export default class TokenDecode extends BaseCommand {
  static override summary = 'Show what is in a token of NTLM, SPNEGO, Kerberos or CredSSP.'
  static override description =
    'Takes a token in base64 or hexadecimal, a header with one (WWW-Authenticate: Negotiate …), or a file, and prints it field by ' +
    'field with the names of the specifications, tokens inside tokens included. Responses, keys and ciphertexts are shown by their ' +
    'length, passwords not at all. What is damaged is shown as far as it can be read; the exit code is then 1.'
  static override examples = [
    `<%= config.bin %> token decode 'Authorization: Negotiate YIIF…'`,
    '<%= config.bin %> token decode TlRMTVNTUAABAAAAl4II4gAAAAAAAAAAAAAAAAAAAAA=',
    'curl -v … 2>&1 | <%= config.bin %> token decode --json',
    '<%= config.bin %> token decode --file token.bin',
  ]
  static override args = {
    token: Args.string({ ignoreStdin: true, description: 'The token or the header. Default: standard input.' }),
  }
  static override flags = {
    file: Flags.string({
      char: 'f',
      helpValue: 'PATH',
      description: 'A file with the token as bytes or text.',
      helpGroup: 'INPUT',
    }),
    json: Flags.boolean({ description: 'Print one JSON object a token instead of text.', helpGroup: 'OUTPUT' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TokenDecode)
    const options = { token: args.token, file: flags.file, json: flags.json }
    this.finish(await decodeToken(options, this.terminal(flags)))
  }
}
