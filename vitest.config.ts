import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // by default one core is left idle, and much of the time is spent waiting for processes
    maxWorkers: '100%',
  },
});
