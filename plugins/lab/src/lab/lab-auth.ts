/** What a lab's inventory can say under `auth`. */
export const labAuths = ['kerberos', 'negotiate', 'ntlm', 'basic', 'digest', 'credssp', 'auto'] as const

export type LabAuth = (typeof labAuths)[number]
