import { randomBytes } from 'node:crypto'
import { type ClassSource, createCatalog, type HttpListener, readPackageText, Secret, systemClock, UsageError } from 'wmctl'
import { profiles } from '../profile/profiles.table.js'
import { hostFacts } from '../seed/host-facts.js'
import { hostAddress, type LabAddresses } from './addresses.js'
import { createAuthority } from './certificates.js'
import { type InventorySource, inventoryDocument, inventoryYaml } from './inventory.js'
import type { Lab, LabHost, LabInventory, LabOptions } from './lab.js'
import { isDomainAccount, type LabAccount, lockout } from './lab-accounts.js'
import { labFiles, writeLabFiles } from './lab-files.js'
import { type ServedHost, serveHost } from './serve-host.js'

/** Starts simulated Windows hosts on loopback. Raises UsageError and, when an address cannot be had, TransportError. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const { clock = systemClock, seed = 'lab', username = 'labadmin', profiles: names = ['2022'] } = options
  const password = options.password ?? new Secret(randomBytes(18).toString('base64url'))
  const addresses: LabAddresses = options.addresses ?? { kind: 'shared', address: '127.0.0.1' }
  checkHosts(options.hosts)
  const account: LabAccount = { username, password }
  const { security = {} } = options
  // A domain counts for all of its hosts, other hosts each for themselves.
  const shared = isDomainAccount(account) ? lockout(security.lockoutAfter) : undefined
  const tls = options.tls === true
  // CredSSP has TLS of its own inside HTTP.
  const certified = tls || security.schemes?.includes('credssp') === true
  const authority = certified ? await createAuthority(clock.now()) : undefined
  const classes = shippedClasses()
  const now = clock.now()

  const served = await startAll(options.hosts, async (index) => {
    const profile = profiles[names[index % names.length] ?? names[0]]
    const facts = hostFacts({ seed, index, profile, now })
    const address = hostAddress(addresses, index)
    const certificate = await authority?.issue({ name: facts.name, address: address.address })
    const lock = shared ?? lockout(security.lockoutAfter)
    return serveHost({ facts, classes, clock, address, certificate, tls, account, security, lockout: lock })
  })
  const listeners = served.map(({ listener }) => listener)
  try {
    const ca = tls ? authority?.certificate : undefined
    return assemble({ served, listeners, username, password, ca }, await describe(options, { served, username, password, ca }))
  } catch (error) {
    await closeAll(listeners)
    throw error
  }
}

const mostHosts = 2_000

function checkHosts(hosts: number): void {
  if (!Number.isInteger(hosts) || hosts < 1 || hosts > mostHosts) {
    throw new UsageError(`A lab has 1 to ${mostHosts} hosts, not ${hosts}`, { hint: 'Start several labs for more.' })
  }
}

/** The shipped catalogue; every host of the lab shares what is read of it. */
function shippedClasses(): ClassSource {
  return createCatalog((file) => readPackageText(`schemas/catalog/${file}`))
}

/** Some at a time; when one fails, those that are up go down again. */
async function startAll(count: number, start: (index: number) => Promise<ServedHost>): Promise<ServedHost[]> {
  const served: ServedHost[] = []
  for (let first = 0; first < count; first += 50) {
    const indexes = Array.from({ length: Math.min(50, count - first) }, (_, offset) => first + offset)
    const results = await Promise.allSettled(indexes.map(start))
    for (const result of results) if (result.status === 'fulfilled') served.push(result.value)
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) {
      await closeAll(served.map(({ listener }) => listener))
      throw failed.reason
    }
  }
  return served
}

interface Parts {
  readonly served: readonly ServedHost[]
  readonly username: string
  readonly password: Secret
  /** PEM of the authority to trust; undefined: plain HTTP. */
  readonly ca: string | undefined
}

/** The inventory, and its files when there is a folder for them. */
async function describe(options: LabOptions, { served, username, password, ca }: Parts): Promise<LabInventory> {
  const files = options.folder === undefined ? undefined : labFiles(options.folder)
  const source: InventorySource = {
    hosts: served.map(({ host, listener }) => ({ facts: host.facts, address: listener.host, port: listener.port })),
    username,
    password: files === undefined ? { env: 'WMCTL_LAB_PASSWORD' } : { file: files.password },
    auth: options.auth ?? 'basic',
    tls: ca === undefined ? undefined : files === undefined ? { ca } : { caFile: files.authority },
  }
  const document = inventoryDocument(source)
  const yaml = inventoryYaml(document)
  if (files !== undefined) await writeLabFiles(files, { inventory: yaml, password, ca })
  return { document, yaml, path: files?.inventory }
}

function assemble(
  { served, listeners, username, password, ca }: Parts & { listeners: readonly HttpListener[] },
  inventory: LabInventory,
): Lab {
  const hosts: readonly LabHost[] = served.map(({ host }) => host)
  return {
    hosts,
    username,
    password,
    ca,
    inventory,
    requests() {
      const byHost = new Map(hosts.map((host) => [host.name, host.requests.count]))
      return { byHost, total: [...byHost.values()].reduce((sum, count) => sum + count, 0) }
    },
    close: () => closeAll(listeners),
  }
}

async function closeAll(listeners: readonly HttpListener[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()))
}
