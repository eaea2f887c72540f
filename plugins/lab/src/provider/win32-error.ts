import { CimError } from 'wmctl'

/** System error codes that MI providers answer with, by their names without ERROR_ and NERR_. */
export const win32Error = {
  fileNotFound: { code: 2, text: 'The system cannot find the file specified.' },
  accessDenied: { code: 5, text: 'Access is denied.' },
  invalidName: { code: 123, text: 'The filename, directory name, or volume label syntax is incorrect.' },
  noneMapped: { code: 1332, text: 'No mapping between account names and security IDs was done.' },
  invalidSecurityDescriptor: { code: 1338, text: 'The security descriptor structure is invalid.' },
  duplicateShare: { code: 2118, text: 'The name has already been shared.' },
} as const

/** Refuses with a system error, as HRESULT_FROM_WIN32 gives it. */
export function failedWith({ code, text }: (typeof win32Error)[keyof typeof win32Error], detail: string): never {
  throw new CimError('failed', `${text} ${detail}. Windows System Error ${code}`, { hresult: 0x8007_0000 + code })
}
