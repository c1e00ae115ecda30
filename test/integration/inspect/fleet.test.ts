import { fork } from 'node:child_process';
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { News, ServedSessions } from '../../../src/control/index.js';
import type { SessionChange } from '../../../src/domain/index.js';
import { fleetOn, Heard } from '../../support/fleets.js';
import { AT, picture, sight } from '../../support/sights.js';
import { register, START, supervisorWith } from '../../support/supervisors.js';
import { catchWarnings } from '../../support/warnings.js';
import {
  fakeServer,
  HELLO,
  openServer,
  scriptedServer,
  sessionsOf,
  temporaryFolder,
} from '../../unit/control/serving.js';

const SERVING = new URL('../control/serving-process.ts', import.meta.url);
const execArgv = ['--import', import.meta.resolve('tsx')];

const SIGHTS = { at: AT, sights: [sight()], approvals: [], backend: null, charts: [] };

/** Sessions that are observed: what they are, and what happens when a test says so. */
function observed() {
  const supervisor = supervisorWith({});
  const listeners = new Set<(news: News) => void>();
  const sessions: ServedSessions = {
    ...sessionsOf(supervisor),
    observe(listener) {
      listeners.add(listener);
      return { picture: SIGHTS, end: () => void listeners.delete(listener) };
    },
    approvals: () => [],
    approve: ({ approvalId }) => ({ answered: true, agentId: approvalId }),
  };
  return {
    ...{ supervisor, sessions },
    tell: (news: News) => {
      for (const listener of listeners) listener(news);
    },
  };
}

describe('a fleet', () => {
  it('observes a process that serves already, and one that comes later', async () => {
    const folder = await temporaryFolder();
    const first = await openServer({ folder });
    first.serve({ team: 'docs', sessions: observed().sessions });
    const { heard, look } = fleetOn({ folders: [folder] });
    expect((await heard.next('joined')).picture).toEqual({
      ...{ pid: process.pid, team: 'docs', since: START, maxConcurrent: 10, sessions: [] },
      ...SIGHTS,
    });
    const second = await openServer({ folder });
    second.serve({ team: 'web', sessions: observed().sessions });
    await look();
    expect((await heard.next('joined')).picture).toMatchObject({ team: 'web' });
  });

  it('looks into a folder that is made later, once a second', async () => {
    const folder = join(await temporaryFolder(), 'run');
    const { heard, look, alarm } = fleetOn({ folders: [folder] });
    await look();
    const control = await openServer({ folder });
    control.serve({ team: 'docs', sessions: observed().sessions });
    await look();
    await heard.next('joined');
    expect(alarm.delays).toEqual([1_000, 1_000, 1_000]);
  });

  it('tells the news of each process under its own key', async () => {
    const folder = await temporaryFolder();
    const [docs, web] = [observed(), observed()];
    (await openServer({ folder })).serve({ team: 'docs', sessions: docs.sessions });
    (await openServer({ folder })).serve({ team: 'web', sessions: web.sessions });
    const { heard } = fleetOn({ folders: [folder] });
    const joined = [await heard.next('joined'), await heard.next('joined')];
    const its = joined.find((one) => one.picture.team === 'web');
    const news: News = { type: 'sight', at: AT, sight: sight({ queued: 1 }) };
    web.tell(news);
    expect(await heard.next('news')).toEqual({ type: 'news', process: its?.process, news });
    expect(new Set(joined.map(({ process }) => process)).size).toBe(2);
  });

  it('tells whoever subscribes later what is true by then', async () => {
    const folder = await temporaryFolder();
    const { sessions, tell } = observed();
    (await openServer({ folder })).serve({ team: 'docs', sessions });
    const now = '2026-03-01T13:00:00.000Z';
    const { heard, fleet } = fleetOn({ folders: [folder], clock: () => new Date(now) });
    const { process } = await heard.next('joined');
    tell({ type: 'sight', at: AT, sight: sight({ queued: 1 }) });
    await heard.next('news');
    const late = new Heard();
    fleet.subscribe(late.listener);
    expect(late.all).toMatchObject([
      { type: 'joined', process, picture: { at: now, sights: [sight({ queued: 1 })] } },
    ]);
  });

  it('connects once to a process, however often it looks and by however many paths', async () => {
    const folder = await temporaryFolder();
    const control = await openServer({ folder });
    let observers = 0;
    const counting: ServedSessions = {
      ...observed().sessions,
      observe() {
        observers += 1;
        return { picture: SIGHTS, end() {} };
      },
    };
    control.serve({ team: 'docs', sessions: counting });
    const { heard, look } = fleetOn({ folders: [folder, folder], paths: [control.path] });
    await heard.next('joined');
    for (let looks = 0; looks < 5; looks += 1) await look();
    expect({ observers, heard: heard.all }).toEqual({ observers: 1, heard: [] });
  });

  it('tells that a process left when it ends its connections, and when it is killed', async () => {
    const folder = await temporaryFolder();
    const home = await temporaryFolder();
    const child = fork(SERVING, ['docs', home, folder], { execArgv });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'message');
    const control = await openServer({ folder });
    control.serve({ team: 'web', sessions: observed().sessions });
    const { heard, look } = fleetOn({ folders: [folder], clock: () => new Date(AT) });
    const joined = [await heard.next('joined'), await heard.next('joined')];
    const keys = new Map(joined.map((one) => [one.picture.team, one.process]));
    await control.close();
    expect(await heard.next('left')).toEqual({ type: 'left', process: keys.get('web'), at: AT });
    child.kill('SIGKILL');
    expect(await heard.next('left')).toMatchObject({ process: keys.get('docs') });
    // the socket of the killed one is still there
    for (let looks = 0; looks < 3; looks += 1) await look();
    expect(heard.all).toEqual([]);
  });

  it('asks a process that is not ready again until it is', async () => {
    const folder = await temporaryFolder();
    const control = await openServer({ folder });
    const { heard, look } = fleetOn({ folders: [folder] });
    for (let looks = 0; looks < 5; looks += 1) await look();
    control.serve({ team: 'docs', sessions: observed().sessions });
    // an attempt that began before may be under way still
    while (heard.all.length === 0) await look();
    expect(heard.all).toMatchObject([{ type: 'joined', picture: { team: 'docs' } }]);
  });

  it.each(['unknown_method', 'not_supported'])(
    'watches a process whose answer to observe is %s: its sessions, and their changes',
    async (code) => {
      const supervisor = supervisorWith({ maxConcurrent: 2 });
      const known = register(supervisor, 'known');
      const listing = { pid: 7, team: 'docs', since: '2026-03-01T11:00:00Z', maxConcurrent: 2 };
      const change: SessionChange = { type: 'closed', record: known };
      const path = await scriptedServer((peer, { id, method }) => {
        if (method !== 'watch') return peer.ask({ id, error: { code, message: 'no' } });
        peer.ask({ id, result: { ...listing, sessions: [known] } });
        peer.ask({ watch: id, change });
      });
      const { heard } = fleetOn({ folders: [], paths: [path], clock: () => new Date(AT) });
      expect((await heard.next('joined')).picture).toEqual(
        picture({ ...listing, sessions: [known] }),
      );
      expect((await heard.next('news')).news).toEqual({ type: 'session', at: AT, change });
    },
  );

  it('passes over what is no server, and one that speaks otherwise', async () => {
    const folder = await temporaryFolder();
    writeFileSync(join(folder, '1-00000000.sock'), '');
    const stranger = await fakeServer((peer) => peer.ask({ ...HELLO, protocol: 99 }));
    const control = await openServer({ folder });
    control.serve({ team: 'docs', sessions: observed().sessions });
    const paths = ['', join(folder, 'none.sock'), '/'.repeat(200), stranger];
    const { heard, look } = fleetOn({ folders: [folder, '/nowhere'], paths });
    await heard.next('joined');
    for (let looks = 0; looks < 3; looks += 1) await look();
    expect(heard.all).toEqual([]);
  });

  it('observes no more than a hundred processes', async () => {
    let connections = 0;
    let tell = (): void => {};
    const path = await fakeServer(() => {
      connections += 1;
      tell();
    });
    const folder = await temporaryFolder();
    const paths = Array.from({ length: 150 }, (_, index) => join(folder, `${index}.sock`));
    for (const link of paths) symlinkSync(path, link);
    const { look } = fleetOn({ folders: [], paths });
    while (connections < 100) {
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
    }
    await look();
    await look();
    expect(connections).toBe(100);
  });

  it('closes a session of a process and answers its approvals', async () => {
    const folder = await temporaryFolder();
    const { sessions, supervisor } = observed();
    const { agentId } = register(supervisor, 'planner');
    (await openServer({ folder })).serve({ team: 'docs', sessions });
    const { heard, fleet } = fleetOn({ folders: [folder] });
    const { process } = await heard.next('joined');
    expect(await fleet.close(process, agentId)).toBe(true);
    expect(await fleet.close(process, 'codex:nobody')).toBe(false);
    const answer = { approvalId: 'approval-1', decision: 'accept' } as const;
    expect(await fleet.approve(process, answer)).toEqual({ answered: true, agentId: 'approval-1' });
  });

  it('cannot reach a process that left', async () => {
    const folder = await temporaryFolder();
    const control = await openServer({ folder });
    control.serve({ team: 'docs', sessions: observed().sessions });
    const { heard, fleet } = fleetOn({ folders: [folder] });
    const { process } = await heard.next('joined');
    await control.close();
    await heard.next('left');
    await expect(fleet.close(process, 'codex:a')).rejects.toMatchObject({ code: 'unreachable' });
    const answer = { approvalId: 'approval-1', decision: 'accept' } as const;
    await expect(fleet.approve(process, answer)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('goes on when a listener throws, and reports it once', async () => {
    const warnings = catchWarnings();
    onTestFinished(() => warnings.restore());
    const folder = await temporaryFolder();
    const { sessions, tell } = observed();
    (await openServer({ folder })).serve({ team: 'docs', sessions });
    const { heard, fleet } = fleetOn({ folders: [folder] });
    fleet.subscribe(() => {
      throw new Error('a bug');
    });
    await heard.next('joined');
    tell({ type: 'sight', at: AT, sight: sight() });
    await heard.next('news');
    const last = new Heard();
    fleet.subscribe(last.listener);
    expect(last.all).toHaveLength(1);
    expect(warnings.messages).toHaveLength(1);
  });

  it('tells nothing after its end, ends its connections and looks no more', async () => {
    const folder = await temporaryFolder();
    let left = (): void => {};
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const leaving: ServedSessions = {
      ...observed().sessions,
      observe: () => ({ picture: SIGHTS, end: left }),
    };
    (await openServer({ folder })).serve({ team: 'docs', sessions: leaving });
    const { heard, fleet, alarm, look } = fleetOn({ folders: [folder] });
    await heard.next('joined');
    await look();
    fleet.end();
    fleet.end();
    await gone;
    expect({ heard: heard.all, looksOn: alarm.isSet }).toEqual({ heard: [], looksOn: false });
  });
});
