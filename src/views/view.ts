import type { EngineEvent } from '../engine/events.js'

/** Renders what a run says. Every output is one: the terminal, JSON lines, every report. */
export interface View {
  event(event: EngineEvent): void
  /** After the last event, however the run ended; called once. */
  end(): void
}

/** Where a view writes. Text is complete in itself: a view never relies on chunks being joined or split. */
export type Write = (text: string) => void

/** Sends one stream of events to several views, in order. */
export function multiView(views: readonly View[]): View {
  return {
    event(event) {
      for (const view of views) view.event(event)
    },
    end() {
      for (const view of views) view.end()
    },
  }
}
