import type { JsonValue } from '../../cim/json.js'
import type { ExplainedProperty, Explanation, RelatedResource } from '../../engine/explain.js'
import type { ShownValue } from '../../engine/resource-type.js'
import { jsonShownValue } from '../json/json-value.js'
import { valueText } from '../present/value-text.js'
import { glyphsFor } from '../text/glyphs.js'
import { paint, type TextStyle } from '../text/style.js'
import { visibleText } from '../text/visible.js'

const longestValue = 2000

/** Why a resource is planned the way it is, property by property. */
export function whyText(explanation: Explanation, style: TextStyle): string {
  const { address, identity, document, action, because, properties, dependsOn, triggers, steps, warnings, hint } = explanation
  const show = (text: string): string => visibleText(text, style)
  const { range } = document ?? {}
  const lines = [
    `${paint(show(address), 'strong', style)}  ${show(identity)}`,
    ...(range === undefined ? [] : [`  declared at ${show(range.file)}:${range.start.line}`]),
    `  ${action === 'none' ? 'no change' : action}: ${show(because)}`,
    ...(hint === undefined ? [] : [`  hint: ${show(hint)}`]),
    ...properties.flatMap((property) => propertyLines(property, style)),
    ...relatedLine('depends on', dependsOn, style),
    ...relatedLine('triggered by', triggers, style),
    ...steps.map((step) => `  > ${show(step)}`),
    ...warnings.map((warning) => `  warning: ${show(warning)}`),
  ]
  return `${lines.join('\n')}\n`
}

function propertyLines({ name, result, desired, live, rule }: ExplainedProperty, style: TextStyle): readonly string[] {
  const glyphs = glyphsFor(style)
  const sign = { same: '=', equal: glyphs.equal, different: '~', ignored: '.', secret: '=' }[result]
  const verdict = result === 'secret' ? 'secret' : result
  const by = rule === undefined ? '' : `: ${visibleText(rule, style)}`
  const head = `    ${sign} ${visibleText(name, style)}  ${paint(`${verdict}${by}`, result === 'different' ? 'changed' : 'dim', style)}`
  if (result === 'ignored' || result === 'secret') return [head]
  if (result === 'same') return [`${head}  ${sideText(live, style)}`]
  return [head, `        desired  ${sideText(desired, style)}`, `        live     ${sideText(live, style)}`]
}

function sideText(value: ShownValue | undefined, style: TextStyle): string {
  return value === undefined ? '(absent)' : valueText(value, { unicode: style.unicode, limit: longestValue })
}

function relatedLine(what: string, resources: readonly RelatedResource[], style: TextStyle): readonly string[] {
  if (resources.length === 0) return []
  const names = resources.map(({ name, action }) => `${visibleText(name, style)} (${action === 'none' ? 'no change' : action})`)
  return [`  ${what} ${names.join(', ')}`]
}

/** The same as one JSON object. */
export function whyJson(explanation: Explanation): JsonValue {
  const { address, identity, document, action, because, properties, dependsOn, triggers, steps, warnings, hint } = explanation
  const related = (resources: readonly RelatedResource[]): JsonValue => resources.map((resource) => ({ ...resource }))
  return {
    address,
    identity,
    ...(document?.range === undefined ? {} : { file: document.range.file, line: document.range.start.line }),
    action,
    because,
    properties: properties.map(({ name, result, desired, live, rule }) => ({
      name,
      result,
      ...(desired === undefined ? {} : { desired: jsonShownValue(desired) }),
      ...(live === undefined ? {} : { live: jsonShownValue(live) }),
      ...(rule === undefined ? {} : { rule }),
    })),
    dependsOn: related(dependsOn),
    triggers: related(triggers),
    steps,
    warnings,
    ...(hint === undefined ? {} : { hint }),
  }
}
