/** How a Windows release's WS-Management service behaves towards a client. */
export interface WsmanServerProfile {
  /** `OS: 10.0.20348 SP: 0.0 Stack: 3.0`, told to those who have authenticated. */
  readonly productVersion: string
  /** Told to them too; undefined before Windows 8 and Server 2012 ([MS-WSMV] note 73). */
  readonly securityProfiles?: readonly string[] | undefined
  /** Bytes of a request or an answer: MaxEnvelopeSizekb times 1,024. */
  readonly maxEnvelopeSize: number
  readonly maxBatchItems: number
  /** Open enumerations of one account. */
  readonly maxConcurrentOperationsPerUser: number
  /** Milliseconds an enumeration lives without a Pull. */
  readonly enumerationTimeout: number
  /** Create and Delete of CIM objects, and class metadata: Windows 8 and Server 2012 ([MS-WSMV] notes 98, 107, 109). */
  readonly supportsCreateDelete: boolean
  /** Answers Identify alone, as a host that speaks another dialect does. */
  readonly identifyOnly: boolean
}
