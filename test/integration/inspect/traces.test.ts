import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { replay } from '../../../src/inspect/replay/index.js';
import { readLines } from '../../../src/inspect/trace/index.js';
import { MACHINES } from '../../support/traces.js';

/** What was recorded and kept: `codex-sessions replay FILE --keep test/fixtures/traces`. */
const FOLDER = fileURLToPath(new URL('../../fixtures/traces/', import.meta.url));

/** Those that came with the tests; whoever keeps others keeps what they are. */
const OURS = ['codex-is-killed.jsonl', 'proxy-is-killed.jsonl', 'sessions-come-and-go.jsonl'];

const traces = readdirSync(FOLDER).filter((name) => name.endsWith('.jsonl'));

const replayed = (name: string) => replay(readLines(join(FOLDER, name)), { machines: MACHINES });

describe('a run that was recorded and kept', () => {
  it.each(traces)('is allowed by the machines: %s', async (name) => {
    expect(await replayed(name)).toMatchObject({ wrong: null });
  });

  it.each(OURS)('is whole and long, where it is one of the first: %s', async (name) => {
    const { cut, steps } = await replayed(name);
    expect(cut).toBeNull();
    expect(steps).toBeGreaterThan(50);
  });
});
