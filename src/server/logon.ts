/** Who has logged on, as access rules know it. */
export interface Logon {
  /** `CORP\user`, or `user` for an account of the host. */
  readonly account: string
  /** SIDs of the account and of its groups. */
  readonly sids: readonly string[]
}
