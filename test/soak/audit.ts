import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseRegistrySnapshot, type SessionRecord } from '../../src/domain/index.js';
import { FREE } from '../../src/store/ownership.js';
import type { Fields } from '../support/mcp-messages.js';
import type { ProxyHouse } from '../support/proxy-e2e.js';
import type { Life } from './life.js';
import type { SoakRun } from './run.js';

const QUIET_MS = 30_000;
/** How long what a proxy writes behind may take, in milliseconds. */
const WRITTEN_MS = 3_000;

/** What is found when nothing is asked any more. */
export interface Findings {
  readonly processesLeft: readonly string[];
  readonly records: readonly SessionRecord[];
  readonly filesLeft: readonly string[];
}

/** Waits until the proxies have nothing to do, ends them, and looks at what they leave behind. */
export async function audit(run: SoakRun, house: ProxyHouse): Promise<Findings> {
  const serving = await run.fleet.serving();
  for (const life of serving) {
    await becomeQuiet(run, life);
    run.fleet.measure(life);
  }
  await checkLive(run, house);
  for (const life of serving) await run.fleet.end(life);
  await checkEnds(run);
  run.ledger.checkAnswers();
  const findings = {
    processesLeft: (await house.leftOver()).map(({ pid, command }) => `${pid} ${command}`),
    records: recordsOf(run, house),
    filesLeft: filesLeft(house),
  };
  judge(run, findings);
  return findings;
}

async function becomeQuiet(run: SoakRun, { client }: Life): Promise<void> {
  const deadline = performance.now() + QUIET_MS;
  for (;;) {
    const answer = await client.call('agent_status').catch((error: Error) => error);
    if (answer instanceof Error) return run.ledger.violate(`a proxy is gone: ${answer.message}`);
    const { fields, text } = answer;
    if (answer.isError) return run.ledger.violate(`agent_status is refused: ${text}`);
    const approvals = fields.approvals as readonly Fields[];
    if (fields.turns_running === 0 && fields.turns_waiting === 0 && approvals.length === 0) return;
    if (performance.now() > deadline) {
      const { turns_running: running, turns_waiting: waiting } = fields;
      return run.ledger.violate(
        `in the end ${running} turns run, ${waiting} wait, ${approvals.length} approvals are open`,
      );
    }
    await pause(50);
  }
}

/** What must hold while proxies live, and nothing runs. */
async function checkLive(run: SoakRun, house: ProxyHouse): Promise<void> {
  const deadline = performance.now() + WRITTEN_MS;
  const isBusy = ({ status, threadState }: SessionRecord) =>
    status === 'active' && threadState === 'busy';
  let records = recordsOf(run, house);
  // the end of a turn is written a little later
  while (records.some(isBusy) && performance.now() < deadline) {
    await pause(50);
    records = recordsOf(run, house);
  }
  const { ledger } = run;
  const busy = records.filter(isBusy).map(({ agentId }) => agentId);
  if (busy.length > 0) ledger.violate(`busy though no turn runs: ${busy.join(', ')}`);
  for (const key of ['identity', 'threadId'] as const) {
    const active = records.filter(({ status }) => status === 'active');
    const names = active.map((record) => record[key]).filter((name) => name !== null);
    const doubles = names.filter((name, at) => names.indexOf(name) !== at);
    if (doubles.length > 0) ledger.violate(`two active sessions have the ${key} ${doubles}`);
  }
}

async function checkEnds({ fleet, ledger }: SoakRun): Promise<void> {
  for (const { client, killedAt } of fleet.lives) {
    const { code, signal } = await client.lines.process.exit();
    if (killedAt === null && code !== 0) ledger.violate(`a proxy ended with ${code ?? signal}`);
    if (client.lines.junk.length > 0) ledger.violate(`no message: ${client.lines.junk[0]}`);
    const odd = client.lines.stderr.filter(
      (line) => !line.startsWith('{') || /answer-\d/.test(line),
    );
    if (odd.length > 0) ledger.violate(`on standard error: ${odd.slice(0, 5).join(' | ')}`);
  }
}

function judge({ ledger, places, births }: SoakRun, findings: Findings): void {
  const { processesLeft, records, filesLeft: files } = findings;
  if (processesLeft.length > 0) ledger.violate(`left running: ${processesLeft.join('; ')}`);
  if (files.length > 0) ledger.violate(`left on the disk: ${files.join(', ')}`);
  const active = records.filter(({ status }) => status === 'active');
  if (active.length > 0) ledger.violate(`${active.length} sessions are active with no proxy`);
  if (records.length > births) ledger.violate(`${records.length} sessions of ${births} calls`);
  const known = new Map(records.map((record) => [record.agentId, record]));
  for (const { agentId, hadTurn, staysClosed } of places) {
    if (!hadTurn) continue;
    const status = known.get(agentId)?.status;
    if (status === undefined) ledger.violate(`${agentId} is not in the registry`);
    if (staysClosed && status !== 'closed')
      ledger.violate(`${agentId} was closed and is ${status}`);
  }
}

function recordsOf({ ledger }: SoakRun, house: ProxyHouse): readonly SessionRecord[] {
  const text = readFileSync(join(house.teamFolder(), 'registry.json'), 'utf8');
  const { snapshot, issues } = parseRegistrySnapshot(JSON.parse(text));
  for (const { path, code } of issues) ledger.violate(`the registry has ${code} at ${path}`);
  return snapshot.sessions;
}

const KEPT = new Set(['registry.json', 'registry-archive.jsonl', 'claims', 'lock.wanted']);

/** What is neither the registry nor its archive: claims, the lock, sockets, half-written files. */
function filesLeft(house: ProxyHouse): string[] {
  const { world } = house;
  const team = house.teamFolder();
  const sockets = [
    join(world.runtimeDir, 'codex-sessions'),
    join(world.atmHome, '.codex-sessions'),
  ];
  return [
    ...readdirSync(team).filter((name) => !KEPT.has(name) && !isFreeLock(join(team, name))),
    ...namesIn(join(team, 'claims')),
    ...sockets.flatMap(namesIn).filter((name) => name.endsWith('.sock')),
  ];
}

/** Nobody holds it: the last generation stays. */
function isFreeLock(path: string): boolean {
  return /lock\.\d+$/.test(path) && readFileSync(path, 'utf8') === FREE;
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
}
