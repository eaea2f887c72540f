import type { HttpHeaders } from '../../io/http-message.js'

export interface ChannelRequest {
  readonly path: string
  readonly headers: HttpHeaders
  readonly body: Uint8Array
}

export interface ChannelAnswer {
  readonly status: number
  readonly headers: HttpHeaders
  readonly body: Uint8Array
}
