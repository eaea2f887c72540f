import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Lab, LabHost } from '../src/lab/lab.js'

export interface SoapAnswer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

export interface SoapOptions {
  /** Undefined: the lab's account. */
  readonly authorization?: string
  readonly headers?: Record<string, string>
}

/** Posts text as SOAP, on a connection of its own. */
export function post(lab: Lab, host: LabHost, body: string, options: SoapOptions = {}): Promise<SoapAnswer> {
  const url = new URL(host.url)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = {
    'content-type': 'application/soap+xml;charset=UTF-8',
    authorization: options.authorization ?? basic(lab.username, lab.password.reveal()),
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...options.headers,
  }
  return new Promise((resolve, reject) => {
    const call = send(
      url,
      { method: 'POST', headers, agent: false, ...(lab.ca === undefined ? {} : { ca: lab.ca }) },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString('utf8') }),
        )
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

const transfer = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'
const wmi = 'http://schemas.microsoft.com/wbem/wsman/1/wmi'

/** An envelope as a client writes it by hand. */
function envelope(action: string, resource: string, body: string, selectors: Record<string, string> = {}): string {
  const set = Object.entries(selectors)
    .map(([name, value]) => `<w:Selector Name="${name}">${value.replaceAll('<', '&lt;')}</w:Selector>`)
    .join('')
  return `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd" xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration"><s:Header>
<a:To>http://lab/wsman</a:To><w:ResourceURI s:mustUnderstand="true">${resource}</w:ResourceURI>
<a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
<a:Action s:mustUnderstand="true">${action}</a:Action><w:MaxEnvelopeSize s:mustUnderstand="true">153600</w:MaxEnvelopeSize>
<a:MessageID>uuid:11111111-2222-4333-8444-555555555555</a:MessageID><w:OperationTimeout>PT60.000S</w:OperationTimeout>
${set === '' ? '' : `<w:SelectorSet>${set}</w:SelectorSet>`}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
}

export function get(className: string, selectors: Record<string, string>, namespace = 'root/cimv2'): string {
  return envelope(`${transfer}/Get`, `${wmi}/${namespace}/${className}`, '', selectors)
}

export function invoke(className: string, method: string, inputs: string, selectors: Record<string, string> = {}): string {
  const resource = `${wmi}/root/cimv2/${className}`
  const body = `<p:${method}_INPUT xmlns:p="${resource}">${inputs}</p:${method}_INPUT>`
  return envelope(`${resource}/${method}`, resource, body, selectors)
}

export function enumerate(className: string): string {
  return envelope(
    'http://schemas.xmlsoap.org/ws/2004/09/enumeration/Enumerate',
    `${wmi}/root/cimv2/${className}`,
    '<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>500</w:MaxElements></n:Enumerate>',
  )
}

export const identify =
  '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:i="http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>'
