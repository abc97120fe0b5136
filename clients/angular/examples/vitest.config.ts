import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'examples', include: ['*.spec.ts'], environment: 'node', testTimeout: 30_000 },
});
