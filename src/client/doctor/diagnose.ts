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
  const outcomes = new Map<StepName, Outcome>()
  for (const { step, needs, bears = [], run, applies } of plans) {
    if (applies?.(examined) === false) continue
    const missing =
      needs.find((need) => outcomes.get(need) !== undefined) ?? bears.find((need) => outcomes.get(need) === 'failed')
    const found = missing === undefined ? await run(examined) : skipped(`it needs the step \`${missing}\``)
    const outcome = missing === undefined ? outcomeOf(found) : outcomes.get(missing)
    if (outcome !== undefined) outcomes.set(step, outcome)
    yield { step, ...found }
  }
}

/** Failed, or not possible though nothing has failed; undefined when others may build on it. */
type Outcome = 'failed' | 'broken'

function outcomeOf({ status, broken }: Omit<DoctorStep, 'step'>): Outcome | undefined {
  if (status === 'failed') return 'failed'
  return broken === true ? 'broken' : undefined
}
