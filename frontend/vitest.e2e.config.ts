import { defineConfig } from 'vitest/config'

/** Tests of the whole: the built binary, its database and a browser. They share one demo province. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    globalSetup: 'tests/e2e/support/province.ts',
    environment: 'node',
    fileParallelism: false,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000, interval: 50 } },
    reporters: ['verbose'],
  },
})
