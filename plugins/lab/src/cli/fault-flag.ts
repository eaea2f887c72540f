import { type FaultOperation, faultTable, type InjectedFault, UsageError } from 'wmctl'

/** How faults are written on the command line, with what each needs after `=`. */
export const faultForms = [
  'refuse',
  'delay=MS',
  'close=BYTES',
  'http=STATUS',
  'fault=NAME',
  'body=html|garbage|truncated|endless|empty',
  'content-type=TYPE',
  'expired-context',
  'endless-enumeration',
] as const

/** What faults can be bound to. */
export const faultOperations = [
  'connect',
  'identify',
  'get',
  'get-class',
  'put',
  'create',
  'delete',
  'invoke',
  'enumerate',
  'pull',
  'release',
  'other',
] as const satisfies readonly FaultOperation[]

export function readFault(text: string): InjectedFault {
  const at = text.indexOf('=')
  const [kind, value] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
  const number = /^\d{1,9}$/.test(value) ? Number(value) : undefined
  switch (kind) {
    case 'refuse':
    case 'expired-context':
    case 'endless-enumeration':
      if (at < 0) return { kind }
      break
    case 'delay':
      if (number !== undefined) return { kind, ms: number }
      break
    case 'close':
      if (number !== undefined) return { kind, afterBytes: number }
      break
    case 'http':
      if (number !== undefined && number >= 200 && number <= 599) return { kind, status: number }
      break
    case 'fault': {
      const name = [...faultTable.keys()].find((candidate) => candidate === value)
      if (name !== undefined) return { kind, name }
      throw new UsageError(`There is no SOAP fault '${value}'`, { hint: `Write one of ${[...faultTable.keys()].join(', ')}.` })
    }
    case 'body': {
      const content = bodies.find((candidate) => candidate === value)
      if (content !== undefined) return { kind, content }
      break
    }
    case 'content-type':
      if (value !== '') return { kind, value }
      break
  }
  throw new UsageError(`'${text}' is no fault`, { hint: `Write one of ${faultForms.join(', ')}.` })
}

const bodies = ['html', 'garbage', 'truncated', 'endless', 'empty'] as const
