import type { HostStatus } from '../control/messages.js'

/** Lines that list hosts, the first of many. */
export function hostLines(hosts: readonly HostStatus[], most = 40): string[] {
  const shown = hosts.slice(0, most)
  const width = Math.max(...shown.map(({ name }) => name.length))
  const urls = Math.max(...shown.map(({ url }) => url.length))
  const lines = shown.map(({ name, url, profile }) => `  ${name.padEnd(width)}  ${url.padEnd(urls)}  ${profile}`)
  return hosts.length > shown.length ? [...lines, `  … and ${hosts.length - shown.length} more`] : lines
}
