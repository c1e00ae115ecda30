import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const TESTS = 'test/**/*.test.ts';

/** They start processes, and wait for them most of the time. */
const WITH_PROCESSES = 'test/{e2e,integration,package}/**/*.test.ts';

/** Where the longest files are; begun last, one of them would keep all others waiting. */
const LONG = [
  /\/package\//,
  /\/model\/supervisor/,
  /\/e2e\/|\/integration\//,
  /\/(model|properties)\//,
];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = LONG.findIndex((folder) => folder.test(moduleId));
  return rank < 0 ? LONG.length : rank;
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // one more than there are cores: who waits for a process leaves its core to another
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'processes', include: [WITH_PROCESSES] } },
      {
        extends: true,
        test: {
          name: 'shared',
          include: [TESTS],
          exclude: [WITH_PROCESSES],
          // all files of a worker share its process, and modules are read once
          isolate: false,
          setupFiles: ['test/support/leaves-nothing.ts'],
        },
      },
    ],
  },
});
