import { compile } from '../../src/config/compile.js'
import { type Documents, readDocuments } from '../../src/config/documents.js'
import type { Locate, ResourceDocument } from '../../src/engine/document.js'

const inventory = 'apiVersion: wmctl/v1\nkind: Inventory\nhosts:\n  - name: web01\n'

/** One resource written as YAML, as a document of the configuration `site`, with what finds places in it. */
export function resourceDocument(
  yaml: string,
  kinds: Parameters<typeof readDocuments>[1],
): { readonly document: ResourceDocument; readonly locate: Locate } {
  const lines = yaml.trim().split('\n')
  const indented = lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`).join('\n')
  const text = `apiVersion: wmctl/v1\nkind: Configuration\nmetadata: { name: site }\ntargets: "*"\nresources:\n${indented}\n`
  const documents: Documents = readDocuments(
    [
      { file: 'inventory.yaml', text: inventory },
      { file: 'site.yaml', text },
    ],
    kinds,
  )
  const compiled = compile({ ...documents, variables: { flags: new Map(), files: [] } })
  const document = compiled.hosts[0]?.configurations[0]?.resources[0]
  if (document === undefined) throw new Error(JSON.stringify([...documents.diagnostics, ...compiled.diagnostics], undefined, 1))
  return { document, locate: compiled.locate(document) }
}
