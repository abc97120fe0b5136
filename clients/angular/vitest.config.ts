import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const STREAM = 'projects/interview-stream';

function source(file: string): string {
  return fileURLToPath(new URL(`${STREAM}/src/${file}.ts`, import.meta.url));
}

/** Tests of what needs no Angular: that is compiled by `ng build`, and tried in a browser. */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: {
          alias: [
            { find: 'interview-stream/angular', replacement: source('angular') },
            { find: 'interview-stream/rxjs', replacement: source('rxjs') },
            { find: 'interview-stream', replacement: source('index') },
          ],
        },
        test: {
          name: 'app',
          include: ['src/**/*.spec.ts'],
          environment: 'node',
          testTimeout: 30_000,
        },
      },
      STREAM,
      'examples',
    ],
  },
});
