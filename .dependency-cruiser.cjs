// The one place that says which folder may import which.
const layers = require('./layers.json')
const protocols = require('./protocol-layers.json')

// Third-party packages have one owner each, so replacing one touches one folder.
const owners = {
  yaml: 'config',
  ajv: 'config',
  'p-limit': 'engine',
  diff: 'views',
  saxes: 'xml',
  'fast-xml-parser': 'xml',
  undici: 'io',
  '@oclif/core': '(cli|commands|hooks)',
}

// Node modules that do input or output, or read the world.
const world = [
  'net',
  'tls',
  'http',
  'https',
  'http2',
  'dgram',
  'dns',
  'fs',
  'child_process',
  'worker_threads',
  'cluster',
  'timers',
  'process',
  'os',
  'readline',
  'repl',
  'inspector',
  'perf_hooks',
  'vm',
  'module',
  'tty',
].map((name) => `^(node:)?${name}($|/)`)
const mayTouchTheWorld = '^src/(io|cli|commands|hooks)/'

const only = (root, name, allowed) => ({
  name: `${root.replace(/^src\//, '')}${name}-imports`,
  severity: 'error',
  from: { path: `^${root}${name}/` },
  to: { path: `^${root}`, pathNot: [name, ...allowed].map((n) => `^${root}${n}/`) },
})

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(layers).map(([name, allowed]) => only('src/', name, allowed)),
    ...Object.entries(protocols).map(([name, allowed]) => only('src/protocol/', name, allowed)),
    {
      name: 'folder-is-listed',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: Object.keys(layers).map((name) => `^src/${name}/`) },
      to: {},
    },
    {
      name: 'protocol-is-listed',
      severity: 'error',
      from: { path: '^src/protocol/', pathNot: Object.keys(protocols).map((name) => `^src/protocol/${name}/`) },
      to: {},
    },
    ...Object.entries(owners).map(([name, folder]) => ({
      name: `${name}-owner`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/${folder}/` },
      to: { path: [`(^|/)node_modules/${name}/`, `^${name}$`] },
    })),
    {
      name: 'sans-io',
      comment: 'Only io, and the program around it, may touch the world.',
      severity: 'error',
      from: { path: '^src/', pathNot: mayTouchTheWorld },
      to: { dependencyTypes: ['core'], path: world },
    },
    {
      name: 'node-crypto-owner',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(crypto|io)/' },
      to: { dependencyTypes: ['core'], path: '^(node:)?crypto$' },
    },
    {
      name: 'plugins-use-the-public-entry',
      severity: 'error',
      from: { path: '^plugins/' },
      to: { path: '^src/', pathNot: '^src/index\\.ts$' },
    },
    {
      name: 'plugins-apart',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: { path: '^plugins/', pathNot: '^plugins/$1/' },
    },
    { name: 'src-knows-no-plugins', severity: 'error', from: { path: '^src/' }, to: { path: '^plugins/' } },
    {
      name: 'no-dev-deps-in-src',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-test-in-src', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.check.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: ['^dist/', '^plugins/[^/]+/dist/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    combinedDependencies: true,
  },
}
