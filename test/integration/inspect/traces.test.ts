import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { replay } from '../../../src/inspect/replay/index.js';
import { readLines } from '../../../src/inspect/trace/index.js';
import { MACHINES } from '../../support/traces.js';

/** What was recorded and kept: `codex-sessions replay FILE --keep test/fixtures/traces`. */
const FOLDER = fileURLToPath(new URL('../../fixtures/traces/', import.meta.url));

const traces = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));

describe('a run that was recorded and kept', () => {
  it('there are some', () => {
    expect(traces.length).toBeGreaterThanOrEqual(3);
  });

  it.each(traces)('is allowed by the machines: %s', async (name) => {
    const { wrong, cut, steps } = await replay(readLines(join(FOLDER, name)), {
      machines: MACHINES,
    });
    expect({ wrong, cut }).toEqual({ wrong: null, cut: null });
    expect(steps).toBeGreaterThan(50);
  });
});
