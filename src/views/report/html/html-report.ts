import type { EngineEvent, RunCompleted } from '../../../engine/events.js'
import { createOutcomeFold } from '../../fold/outcome-fold.js'
import { createPlanFold } from '../../fold/plan-fold.js'
import { createRunPlans } from '../../fold/run-plans.js'
import type { View } from '../../view.js'
import { stateOfCompletion, stateOfPlan } from '../host-state.js'
import type { ReportOptions } from '../report-options.js'
import { pageHtml } from './page.js'
import type { ReportHost } from './report-host.js'

/** A self-contained page: everything is in the file, nothing is fetched, and text from hosts cannot become markup. */
export function createHtmlReport(options: ReportOptions): View {
  const fold = createPlanFold({ equalities: false, mergeVarying: true })
  const plans = createRunPlans((plan) => fold.add(plan))
  const outcome = createOutcomeFold()
  const hosts = new Map<string, ReportHost>()
  const { command } = options
  let run: RunCompleted | undefined

  return {
    event(event: EngineEvent) {
      outcome.event(event)
      plans.event(event)
      if (event.type === 'run-completed') run = event
      else if (event.type === 'host-planned') {
        const { plan } = event
        const planned = plan.state === 'planned'
        hosts.set(plan.host, {
          name: plan.host,
          state: stateOfPlan(plan),
          matching: planned ? plan.resources.filter((resource) => resource.change.action === 'none').length : 0,
          failure: planned ? undefined : plan.failure,
          failed: planned ? plan.failed : [],
        })
      } else if (event.type === 'host-completed') {
        const known = hosts.get(event.host)
        const base = known ?? { name: event.host, matching: 0, failure: event.failure, failed: [] }
        hosts.set(event.host, { ...base, failure: base.failure ?? event.failure, state: stateOfCompletion(event) })
      }
    },
    end() {
      for (const chunk of pageHtml({ options, command, run, hosts: [...hosts.values()], fold, outcome })) options.write(chunk)
    },
  }
}
