import type {
  CimMethodDeclaration,
  CimParameterDeclaration,
  CimPropertyDeclaration,
  CimTypeDeclaration,
  ValueMapEntry,
} from '../cim/class.js'
import type { CimType } from '../cim/type.js'

/** A line of a namespace file: what a class declares itself. The format is described in schemas/catalog/README.md. */
export interface ClassLine {
  readonly n: string
  readonly s?: string
  readonly k?: readonly string[]
  readonly q: string
  readonly p: readonly EncodedMember[]
  readonly m: readonly EncodedMethod[]
}

type EncodedMember = readonly [name: string, type: string, extras?: Extras]
type EncodedMethod = readonly [name: string, returns: string, parameters: readonly EncodedMember[], codes?: TableOrNumber]

/** Wire value, label, wire value, label, … */
export type EncodedTable = readonly (string | null)[]
type TableOrNumber = EncodedTable | number

interface Extras {
  /** Access, when it is not read. */
  readonly a?: 'w' | 'rw'
  /** Direction of a parameter, when it is not in. */
  readonly d?: 'o' | 'io'
  readonly t?: 1
  readonly l?: number
  readonly i?: number
  readonly n?: string
  readonly x?: string
  readonly v?: TableOrNumber
  readonly b?: 1
  readonly o?: 1
  readonly e?: string
  readonly u?: string
  readonly z?: 1
}

export function decodeProperty(
  [name, type, extras = {}]: EncodedMember,
  shared: readonly EncodedTable[],
): CimPropertyDeclaration {
  const access = extras.a === 'rw' ? 'read/write' : extras.a === 'w' ? 'write' : 'read'
  return { name, key: false, access, ...decodeType(type, extras, shared) }
}

export function decodeMethod(
  [name, returns, parameters, codes]: EncodedMethod,
  shared: readonly EncodedTable[],
): CimMethodDeclaration {
  const isStatic = returns.startsWith('*')
  const type = isStatic ? returns.slice(1) : returns
  return {
    name,
    static: isStatic,
    parameters: parameters.map((parameter) => decodeParameter(parameter, shared)),
    returns: type === 'void' ? undefined : decodeType(type, {}, shared),
    returnCodes: new Map(pairs(codes, shared)),
  }
}

function decodeParameter([name, type, extras = {}]: EncodedMember, shared: readonly EncodedTable[]): CimParameterDeclaration {
  return {
    name,
    in: extras.d !== 'o',
    out: extras.d !== undefined,
    optional: extras.t === 1,
    ...decodeType(type, extras, shared),
  }
}

function decodeType(text: string, extras: Extras, shared: readonly EncodedTable[]): CimTypeDeclaration {
  const array = text.endsWith('[]')
  const [base = '', className = extras.e] = (array ? text.slice(0, -2) : text).split(':')
  const type = base === 'ref' ? 'reference' : base === 'object' && className !== undefined ? 'instance' : (base as CimType)
  return {
    type,
    array,
    ...(className === undefined ? {} : { className }),
    ...(extras.l === undefined ? {} : { maxLength: extras.l }),
    ...(extras.i === undefined ? {} : { minLength: extras.i }),
    ...(extras.n === undefined ? {} : { min: BigInt(extras.n) }),
    ...(extras.x === undefined ? {} : { max: BigInt(extras.x) }),
    ...(extras.v === undefined ? {} : { valueMap: valueMap(extras.v, shared) }),
    ...(extras.b === 1 ? { bitmap: true } : {}),
    ...(extras.o === 1 ? { octetString: true } : {}),
    ...(extras.u === undefined ? {} : { units: extras.u }),
    ...(extras.z === 1 ? { deprecated: true } : {}),
  }
}

function valueMap(table: TableOrNumber, shared: readonly EncodedTable[]): ValueMapEntry[] {
  return pairs(table, shared).map(([value, label]) => ({ value, label }))
}

function pairs(table: TableOrNumber | undefined, shared: readonly EncodedTable[]): [string, string | undefined][] {
  const flat = (typeof table === 'number' ? shared[table] : table) ?? []
  const result: [string, string | undefined][] = []
  for (let index = 0; index + 1 < flat.length; index += 2) result.push([flat[index] ?? '', flat[index + 1] ?? undefined])
  return result
}
