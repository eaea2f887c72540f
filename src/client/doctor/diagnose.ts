import { type DoctorOptions, type Examination, kerberosUse } from './examination.js'
import { compareClocks, findKdcs, findRealm, getServiceTicket, getTgt } from './kerberos-steps.js'
import { checkCredential, logOn, readIdentity } from './logon-steps.js'
import { askMechanisms, checkTls, openPort, resolveName } from './network-steps.js'
import { type DoctorStep, type StepName, skipped } from './step.js'

interface StepPlan {
  readonly step: StepName
  /** What must have come out well. */
  readonly needs: readonly StepName[]
  /** What must not have failed; where it only could not be done, there is another way. */
  readonly bears?: readonly StepName[]
  readonly run: (examined: Examination) => Promise<Omit<DoctorStep, 'step'>>
  readonly applies?: (examined: Examination) => boolean
}

const usesKerberos = (examined: Examination): boolean => kerberosUse(examined) !== 'none'

const plans: readonly StepPlan[] = [
  { step: 'name', needs: [], run: resolveName },
  { step: 'port', needs: ['name'], run: openPort },
  { step: 'tls', needs: ['port'], run: checkTls },
  { step: 'mechanisms', needs: ['tls'], run: askMechanisms },
  { step: 'credential', needs: [], run: checkCredential },
  { step: 'realm', needs: ['credential'], run: findRealm, applies: usesKerberos },
  { step: 'kdc', needs: ['realm'], run: findKdcs, applies: usesKerberos },
  { step: 'clock', needs: ['kdc'], run: compareClocks, applies: usesKerberos },
  { step: 'tgt', needs: ['clock'], run: getTgt, applies: usesKerberos },
  { step: 'ticket', needs: ['tgt'], run: getServiceTicket, applies: usesKerberos },
  {
    step: 'logon',
    needs: ['mechanisms', 'credential'],
    bears: ['realm', 'kdc', 'clock', 'tgt', 'ticket'],
    run: logOn,
  },
  { step: 'answer', needs: ['logon'], run: readIdentity },
]

/**
 * Walks the way to a logon on one host, from its name to an answer, and tells of each step. What builds on a step that failed is
 * skipped. A password is tried once: by the KDC, or by the host where the KDC has not seen it.
 */
export async function* diagnoseLogon(options: DoctorOptions): AsyncGenerator<DoctorStep> {
  const examined: Examination = {
    ...options,
    offered: [],
    found: undefined,
    account: undefined,
    service: undefined,
    answer: undefined,
  }
  const obstacles = new Map<StepName, Obstacle>()
  for (const { step, needs, bears = [], run, applies } of plans) {
    if (applies?.(examined) === false) continue
    const obstacle =
      needs.map((need) => obstacles.get(need)).find((each) => each !== undefined) ??
      bears.map((need) => obstacles.get(need)).find((each) => each?.kind === 'failed')
    const found = obstacle === undefined ? await run(examined) : skipped(`it needs what failed at \`${obstacle.step}\``)
    const own = obstacle ?? obstacleAt(step, found)
    if (own !== undefined) obstacles.set(step, own)
    yield { step, ...found }
  }
}

/** Where it failed first; what is only broken has another way around it. */
interface Obstacle {
  readonly step: StepName
  readonly kind: 'failed' | 'broken'
}

function obstacleAt(step: StepName, { status, broken }: Omit<DoctorStep, 'step'>): Obstacle | undefined {
  if (status === 'failed') return { step, kind: 'failed' }
  return broken === true ? { step, kind: 'broken' } : undefined
}
