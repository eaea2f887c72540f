const form = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/** Milliseconds since 1970 of a GeneralizedTime in the one form Kerberos allows ([RFC 4120] 5.2.3), undefined for anything else. */
export function parseGeneralizedTime(text: string): number | undefined {
  if (!form.test(text)) return undefined
  const time = Date.parse(text.replace(form, '$1-$2-$3T$4:$5:$6Z'))
  return Number.isNaN(time) || formatGeneralizedTime(time) !== text ? undefined : time
}

/** Fractions of seconds are cut off; Kerberos sends them apart, as microseconds. */
export function formatGeneralizedTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`
}
