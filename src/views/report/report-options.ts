import type { Clock, Digest } from '../../base/ports.js'
import type { RunCommand } from '../../engine/events.js'
import type { Write } from '../view.js'

export interface ReportOptions {
  /** What the report is of. An apply may be preceded by the run that planned it. */
  readonly command: RunCommand
  /** What the report is about; its heading. */
  readonly title: string
  readonly clock: Pick<Clock, 'now'>
  /** For the content security policy of the page. */
  readonly digest: Pick<Digest, 'sha256'>
  /** Gets the report piece by piece; the last piece comes with `end`. */
  readonly write: Write
  /** Upper bound of a Markdown report in bytes of UTF-8; 65,000 fits the comment fields of the usual forges. */
  readonly maxBytes?: number
}
