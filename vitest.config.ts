import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '@wmctl/lab': at('./plugins/lab/src/index.ts'), wmctl: at('./src/index.ts') } },
  test: {
    include: ['test/**/*.test.ts', 'plugins/*/test/**/*.test.ts'],
    setupFiles: ['./test/harness/leak-check.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    disableConsoleIntercept: true,
    reporters: ['default', './test/harness/summary-reporter.ts'],
  },
})
