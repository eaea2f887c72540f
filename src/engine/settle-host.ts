import type { HostModel, HostModeler } from './host-model.js'

/** A host's model, and what makes another one of the same host. */
export interface ModelledHost<Reader, Writer> {
  readonly model: HostModel<Reader, Writer>
  readonly modelHost: HostModeler<Reader, Writer>
}

/**
 * Asks the host for what some of its documents could not be read without; nothing is asked where there are none. A document that
 * is still not readable stays in the model with its error. Rejects with ConnectError when the host is not reached.
 */
export async function settleHost<Reader, Writer>(
  { model, modelHost }: ModelledHost<Reader, Writer>,
  reader: Reader,
  signal: AbortSignal,
): Promise<ModelledHost<Reader, Writer>> {
  const open = model.nodes.filter(({ body }) => 'error' in body && body.settle !== undefined)
  if (open.length === 0) return { model, modelHost }
  const bodies = open.map(async ({ document, body }) => {
    const settled = 'error' in body ? await body.settle?.(reader, signal) : body
    return [document, settled ?? body] as const
  })
  const settled = new Map(await Promise.all(bodies))
  const settledHost: HostModeler<Reader, Writer> = (host, documents) => modelHost(host, documents, settled)
  const documents = model.nodes.map(({ document }) => document)
  return { model: settledHost(model.host, documents), modelHost: settledHost }
}
