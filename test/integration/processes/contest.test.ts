import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** `CONTESTS=200000 npx vitest run test/integration/processes` holds more. */
const CONTESTS = Number(process.env.CONTESTS ?? 3000);
const CONTESTANTS = 5;
/** How many contests end with the winner being killed while it holds the lock. */
const KILL_ONE_IN = 60;
const CONTESTANT = fileURLToPath(new URL('./contestant.mjs', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codex-sessions-contest-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Report {
  readonly won: number;
  readonly violations: number;
}

/** Runs a contestant until it has won so often, or is killed. */
async function contend(contests: number, isNaive: boolean): Promise<Report> {
  const input = JSON.stringify({ folder, contests, killOneIn: KILL_ONE_IN, isNaive });
  const child = spawn(process.execPath, [CONTESTANT, input], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => said.push(part));
  await once(child, 'close');
  return JSON.parse(Buffer.concat(said).toString()) as Report;
}

/** Holds contests until so many are won, with a new contestant for each that is killed. */
async function contests(wanted: number, isNaive = false) {
  const total = { won: 0, ended: 0, violations: 0 };
  const contestant = async () => {
    while (total.won < wanted && !(isNaive && total.violations > 0)) {
      const { won, violations } = await contend(wanted - total.won, isNaive);
      total.won += won;
      total.ended += 1;
      total.violations += violations;
    }
  };
  await Promise.all(Array.from({ length: CONTESTANTS }, contestant));
  return total;
}

describe('contests for a lock that a dead process left', () => {
  it(`have one winner each, in ${CONTESTS} contests of ${CONTESTANTS} processes`, async () => {
    const { won, ended, violations } = await contests(CONTESTS);
    expect(violations).toBe(0);
    expect(ended).toBeGreaterThan(CONTESTANTS);
    console.log(`${won} contests won, ${ended - CONTESTANTS} winners killed, never two at once`);
  }, 3_600_000);

  it('have two winners at once where what is dead is removed and made anew', async () => {
    expect((await contests(3000, true)).violations).toBeGreaterThan(0);
  }, 3_600_000);
});
