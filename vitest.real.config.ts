import { defineConfig } from 'vitest/config';

/** The tier against a real API server and real brokers: one file at a time, each starts what it needs. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
