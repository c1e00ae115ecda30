import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSessions, parseRegistrySnapshot, type SessionRecord } from '../../../src/index.js';
import { createFileStore } from '../../../src/store/index.js';
import { Journal } from './journal.js';
import { Writers } from './writers.js';

/** `KILL_ROUNDS=3000 npx vitest run test/integration/processes` kills more. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 30);
const TEAM = 'kill loop';
const NAMES = ['planner', 'coder', 'tester', 'writer'];

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'codex-sessions-kill-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Three writers, of whom one is killed and replaced in each round. */
async function killLoop(rounds: number, isHasty = false): Promise<Journal> {
  const journal = new Journal();
  const writers = new Writers({ home, team: TEAM, names: NAMES, isHasty }, journal);
  await Promise.all([writers.start(), writers.start(), writers.start()]);
  try {
    for (let round = 0; round < rounds; round += 1) {
      await pause(Math.random() * 120);
      const replaced = writers.start();
      journal.problems.push(...problemsIn(recordsInFile()));
      await writers.killOne(Math.floor(Math.random() * 3));
      journal.problems.push(...problemsIn(recordsInFile()));
      await replaced;
      if (journal.problems.length > 0) break;
    }
  } finally {
    await writers.killAll();
  }
  return journal;
}

describe('writers that are killed at random moments', () => {
  it(`lose nothing acknowledged and never share a name, in ${ROUNDS} kills`, async () => {
    const journal = await killLoop(ROUNDS);
    const sessions = await openSessions({ store: createFileStore({ team: TEAM, home }) });
    expect(journal.problems).toEqual([]);
    expect(sessions.loadReport).toMatchObject({ movedAside: null, issues: [], foreign: [] });
    expect(journal.lostIn([...sessions.supervisor.list(), ...archived()])).toEqual([]);
    expect(sessions.supervisor.activeCount).toBe(0);
    await sessions.shutdown();
    expect(leftIn(folder())).toEqual([]);
    expect(leftIn(join(folder(), 'claims'))).toEqual([]);
    console.log(`${ROUNDS} kills, ${journal.acknowledged} acknowledged commands, none lost`);
  }, 3_600_000);

  it('are caught when they acknowledge what is not on the disk yet', async () => {
    const journal = await killLoop(15, true);
    const lost = journal.lostIn([...recordsInFile(), ...archived()]);
    expect([...journal.problems, ...lost]).not.toEqual([]);
  }, 3_600_000);
});

const teams = () => join(home, '.config', 'atm', 'agent-sessions');
const folder = () => join(teams(), readdirSync(teams())[0] as string);

/** What the file says at this moment: it is whole, whatever is being done to it. */
function recordsInFile(): readonly SessionRecord[] {
  // nobody has written yet
  if (!readdirSync(folder()).includes('registry.json')) return [];
  const text = readFileSync(join(folder(), 'registry.json'), 'utf8');
  const { snapshot, issues } = parseRegistrySnapshot(JSON.parse(text));
  expect(issues).toEqual([]);
  return snapshot.sessions;
}

/** A name has at most one active holder, in the file as well. */
function problemsIn(records: readonly SessionRecord[]): string[] {
  const names = records.filter(({ status }) => status === 'active').map((of) => of.identity);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return twice.map((name) => `the file has two holders of ${name}`);
}

function archived(): readonly SessionRecord[] {
  const path = join(folder(), 'registry-archive.jsonl');
  if (!readdirSync(folder()).includes('registry-archive.jsonl')) return [];
  const entries = readFileSync(path, 'utf8').trim().split('\n');
  const sessions = entries.map((line) => JSON.parse(line) as unknown);
  return parseRegistrySnapshot({ version: 1, sessions }).snapshot.sessions;
}

const leftIn = (path: string) =>
  readdirSync(path).filter(
    (name) => !/^(claims|registry\.json|registry-archive\.jsonl|lock\.\d+)$/.test(name),
  );
