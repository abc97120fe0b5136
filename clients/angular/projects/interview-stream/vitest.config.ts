import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'interview-stream',
    include: ['src/**/*.spec.ts'],
    environment: 'node',
    testTimeout: 30_000,
  },
});
