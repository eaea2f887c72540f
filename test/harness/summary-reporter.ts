import type { Reporter, TestCase, TestModule } from 'vitest/node'

/** Ends a run with two plain lines: what was skipped, counted by reason, and `N passed, N failed`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    const skipped = new Map<string, number>()
    for (const module of modules) {
      if (module.errors().length > 0) failed += 1
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') passed += 1
        else if (result.state === 'failed') failed += 1
        else {
          const reason = result.state === 'skipped' ? (result.note ?? reasonInName(test)) : 'did not run'
          skipped.set(reason, (skipped.get(reason) ?? 0) + 1)
        }
      }
    }
    const reasons = [...skipped].map(([reason, count]) => `${count} × ${reason}`).join('; ')
    console.log(reasons === '' ? 'skipped: none' : `skipped: ${reasons}`)
    console.log(`${passed} passed, ${failed} failed`)
  }
}

/** Tests that cannot run everywhere say in their name, or their suite's, what they need: `pywinrm [needs python3-winrm]`. */
function reasonInName(test: TestCase): string {
  const need = /\[needs ([^\]]+)\]/.exec(test.fullName)?.[1]
  return need === undefined ? `no reason given: ${test.fullName}` : `${need} is missing`
}
