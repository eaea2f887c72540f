import type { Tampering } from '../tamper/tampering.js'

/** One command of the tour, or what happens between two. */
export type TourStep =
  | {
      readonly kind: 'command'
      readonly says: string
      /** Arguments of wmctl; `SITE`, `INVENTORY`, `HTML` and `JSON` stand for the files of the tour. */
      readonly command: readonly string[]
      readonly expects: number
    }
  | {
      readonly kind: 'tamper'
      readonly says: string
      readonly changes: readonly { readonly host: string; readonly change: Tampering }[]
    }

const documents = ['-f', 'SITE', '-i', 'INVENTORY']

export const tour: readonly TourStep[] = [
  {
    kind: 'command',
    says: 'What would change on the six hosts? Planning only reads.',
    command: ['plan', ...documents],
    expects: 0,
  },
  {
    kind: 'command',
    says: 'Make it so. Every change is verified by reading it back.',
    command: ['apply', ...documents, '--yes'],
    expects: 0,
  },
  {
    kind: 'command',
    says: 'Plan again: there is nothing left to do, and the exit code says so.',
    command: ['plan', ...documents, '--detailed-exitcode'],
    expects: 0,
  },
  {
    kind: 'tamper',
    says: 'Meanwhile, people work on the servers by hand:',
    changes: [
      {
        host: 'web02',
        change: { action: 'set', path: 'Win32_Service.Name="Spooler"', values: { StartMode: 'Auto', State: 'Running' } },
      },
      {
        host: 'app01',
        change: {
          action: 'set',
          path: 'Win32_Environment.Name="JAVA_HOME",UserName="<SYSTEM>"',
          values: { VariableValue: 'D:\\jdk-17' },
        },
      },
      {
        host: 'file01',
        change: {
          action: 'create',
          path: 'Win32_Share.Name="temp$"',
          values: { Path: 'C:\\Temp', Type: '0', Description: 'just for today', AllowMaximum: 'true', Status: 'OK' },
        },
      },
      {
        host: 'sql01',
        change: {
          action: 'set',
          path: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.0\\Server',
          values: { Enabled: '1' },
        },
      },
    ],
  },
  {
    kind: 'command',
    says: 'Drift finds what they did, reports it, and writes nothing to the hosts. Exit code 2 says there is drift.',
    command: ['drift', ...documents, '--report', 'html=HTML', '--report', 'json=JSON'],
    expects: 2,
  },
]
