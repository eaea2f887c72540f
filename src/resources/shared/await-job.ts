import { FaultError } from '../../base/errors.js'
import type { JobStep } from '../../cim/class-adapter.js'
import { formatRelativePath } from '../../cim/object-path.js'
import { type CimInstance, type CimValue, type ObjectPath, propertyValue } from '../../cim/value.js'
import type { ApplyContext } from '../../engine/resource-type.js'
import type { CimReader } from '../../session/cim-session.js'
import type { MethodOutcome } from './call-method.js'

export interface JobOrder {
  /** What to call the object in messages. */
  readonly subject: string
  readonly method: string
  readonly namespace: string
  readonly job: JobStep
  readonly outcome: MethodOutcome
  readonly context: Pick<ApplyContext, 'elapsed' | 'sleep' | 'progress' | 'signal'>
}

/** CIM_ConcreteJob.JobState of a job that has ended ([DSP1103]); 2 to 6 and 12 are on the way there. */
const completed = 7
const failed: ReadonlyMap<number, string> = new Map([
  [8, 'Terminated'],
  [9, 'Killed'],
  [10, 'Exception'],
  [11, 'Service'],
])

/** Reads the job that a method has started until it has ended; JobError when it failed or does not end in time. */
export async function awaitJob(reader: CimReader, order: JobOrder): Promise<void> {
  const { job, context, subject, method } = order
  const path = jobPath(order)
  const name = formatRelativePath(path)
  const started = context.elapsed()
  for (;;) {
    const instance = await reader.getInstance(path, { signal: context.signal })
    // A job that has ended is kept for a while only; reading the object back tells what it has done.
    if (instance === undefined) return
    const state = Number(propertyValue(instance, 'JobState') ?? 0)
    if (state === completed || job.completed.has(state)) return
    const end = failed.get(state)
    if (end !== undefined) {
      throw new JobError(`${method} on ${subject}: the job ${name} ended as ${state} (${end})${reasonOf(instance)}`)
    }
    const left = job.timeout - (context.elapsed() - started)
    if (left <= 0) {
      const progress = progressOf(instance)
      throw new JobError(
        `${method} on ${subject}: the job ${name} did not end within ${job.timeout / 1000} s; JobState = ${state}${progress}`,
        'The job goes on by itself: plan again later.',
      )
    }
    context.progress(`waiting for the job of ${method}${progressOf(instance)}`)
    await context.sleep(Math.min(job.interval, left))
  }
}

class JobError extends FaultError {
  readonly code = 'WMCTL_JOB'

  constructor(message: string, hint?: string) {
    super(message, hint === undefined ? {} : { hint })
  }
}

function jobPath({ job, outcome, namespace, method, subject }: JobOrder): ObjectPath {
  const value: CimValue = outcome.outputs.get(job.output.toLowerCase())?.value ?? null
  if (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'path') {
    return { ...value, namespace: value.namespace ?? namespace }
  }
  throw new JobError(`${method} on ${subject} answered ${job.returnCode}, that a job was started, without a reference to it`)
}

function reasonOf(instance: CimInstance): string {
  const code = propertyValue(instance, 'ErrorCode')
  const texts = ['ErrorDescription', 'ErrorSummaryDescription', 'JobStatus'].map((name) => propertyValue(instance, name))
  const text = texts.find((one) => typeof one === 'string' && one !== '')
  const number = typeof code === 'number' && code !== 0 ? [`error ${code}`] : []
  const parts = [...number, ...(typeof text === 'string' ? [text] : [])]
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}

function progressOf(instance: CimInstance): string {
  const percent = propertyValue(instance, 'PercentComplete')
  return typeof percent === 'number' ? `, ${percent} % done` : ''
}
