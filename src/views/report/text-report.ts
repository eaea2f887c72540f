import type { RunCompleted } from '../../engine/events.js'
import { createOutcomeFold } from '../fold/outcome-fold.js'
import { createPlanFold } from '../fold/plan-fold.js'
import { createRunPlans } from '../fold/run-plans.js'
import { outcomeBlocks } from '../human/outcome-text.js'
import { planBlocks } from '../human/plan-text.js'
import { summaryOf, summarySentence } from '../present/summary.js'
import type { TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'
import { formatTime } from '../text/words.js'
import type { View } from '../view.js'
import type { ReportOptions } from './report-options.js'

const style: TextStyle = { colour: false, unicode: true, columns: 100 }

/** What the terminal shows, as a file. */
export function createTextReport(options: ReportOptions): View {
  const plan = createPlanFold({ equalities: false, mergeVarying: false })
  const plans = createRunPlans((made) => plan.add(made))
  const outcome = createOutcomeFold()
  let run: RunCompleted | undefined
  return {
    event(event) {
      outcome.event(event)
      plans.event(event)
      if (event.type === 'run-completed') run = event
    },
    end() {
      const heading = `${visibleText(options.title, style)}\n${formatTime(options.clock.now())}`
      const last =
        run === undefined ? 'The run broke off; this is what was known by then.' : summarySentence(summaryOf(run, outcome))
      for (const block of [heading, ...planBlocks(plan, { style, verbose: false }), ...outcomeBlocks(outcome, style)]) {
        options.write(`${block}\n\n`)
      }
      options.write(`${last}\n`)
    },
  }
}
