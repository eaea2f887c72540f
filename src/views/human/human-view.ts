import type { EngineEvent } from '../../engine/events.js'
import { renderDiagnostic } from '../diagnostic/render-diagnostic.js'
import { createOutcomeFold } from '../fold/outcome-fold.js'
import { createPlanFold } from '../fold/plan-fold.js'
import { summaryOf, summarySentence } from '../present/summary.js'
import { paint, type TextStyle } from '../text/style.js'
import type { View, Write } from '../view.js'
import { outcomeBlocks } from './outcome-text.js'
import { planBlocks } from './plan-text.js'
import type { Progress, Ticker } from './progress.js'
import { createLineProgress } from './progress-lines.js'
import { createLiveProgress } from './progress-live.js'

export interface HumanViewOptions {
  /** Results: standard output. */
  readonly out: Write
  readonly outStyle: TextStyle
  /** Progress and diagnostics: standard error. */
  readonly err: Write
  readonly errStyle: TextStyle
  /** Standard error is a terminal that can be repainted. */
  readonly live: boolean
  readonly verbose: boolean
  readonly ticker: Ticker
}

/**
 * What a person reads: progress while the run lasts, then each change once with its hosts, what failed and why, and one
 * line that sums up.
 */
export function createHumanView(options: HumanViewOptions): View {
  const progress = options.live ? createLiveProgress(options) : createLineProgress(options)
  let run = createRun(options, progress)
  return {
    event(event) {
      if (event.type === 'run-started') run = createRun(options, progress, run.told)
      if (event.type === 'run-completed') progress.end()
      else progress.event(event)
      run.event(event)
    },
    end() {
      progress.end()
    },
  }
}

interface Run {
  event(event: EngineEvent): void
  /** What has been printed of hosts and resources, and is not printed again by the apply of the same plan. */
  readonly told: ReadonlySet<string>
}

function createRun(options: HumanViewOptions, progress: Progress, told?: ReadonlySet<string>): Run {
  const plan = createPlanFold({ equalities: options.verbose, mergeVarying: !options.verbose })
  const outcome = createOutcomeFold(told)
  const print = (blocks: readonly string[]): void => {
    if (blocks.length > 0) progress.aside(() => options.out(`${blocks.join('\n\n')}\n\n`))
  }

  return {
    told: outcome.told,
    event(event) {
      outcome.event(event)
      if (event.type === 'host-planned') plan.add(event.plan)
      else if (event.type === 'diagnostic') {
        progress.aside(() => options.err(`${renderDiagnostic(event.diagnostic, options.errStyle)}\n`))
      } else if (event.type === 'run-completed') {
        print(planBlocks(plan, { style: options.outStyle, verbose: options.verbose }))
        print(outcomeBlocks(outcome, options.outStyle))
        progress.aside(() => options.out(`${paint(summarySentence(summaryOf(event, outcome)), 'strong', options.outStyle)}\n`))
      }
    },
  }
}
