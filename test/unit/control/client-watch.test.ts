import { describe, expect, it, onTestFinished } from 'vitest';
import type { ControlError } from '../../../src/control/index.js';
import type { SessionChange } from '../../../src/index.js';
import { record } from '../../support/records.js';
import { register, START } from '../../support/supervisors.js';
import { catchWarnings } from '../../support/warnings.js';
import { connected, scriptedServer, serving } from './serving.js';

/** Collects what a watch hears, and waits until it is so much. */
function hearing() {
  const heard: SessionChange[] = [];
  let tell = (): void => {};
  return {
    heard,
    listener: (change: SessionChange): void => {
      heard.push(change);
      tell();
    },
    async atLeast(count: number): Promise<SessionChange[]> {
      while (heard.length < count) {
        await new Promise<void>((resolve) => {
          tell = resolve;
        });
      }
      return heard;
    },
  };
}

describe('the watch of a control client', () => {
  it('tells the sessions as they are, then every change, in order', async () => {
    const { control, supervisor } = await serving({ maxConcurrent: 2 });
    const known = register(supervisor, 'before');
    const told: SessionChange[] = [];
    supervisor.subscribe((change) => told.push(change));
    const client = await connected(control.path);
    const { heard, listener, atLeast } = hearing();
    const watch = await client.watch(listener);
    expect(watch).toMatchObject({ team: 'atm-dev', maxConcurrent: 2, sessions: [known] });
    const { agentId } = register(supervisor, 'after');
    supervisor.register({ identity: 'too many', team: 'atm-dev', cwd: '/' });
    supervisor.resume('codex:nobody');
    supervisor.report(agentId, { type: 'turn.completed' });
    supervisor.park(agentId);
    supervisor.markLost(known.agentId);
    supervisor.resume(agentId);
    supervisor.close(agentId);
    supervisor.forget(agentId);
    await atLeast(told.length);
    expect(heard).toEqual(told);
    expect(new Set(heard.map(({ type }) => type))).toEqual(
      new Set(['registered', 'refused', 'changed', 'stale', 'resumed', 'closed', 'forgotten']),
    );
  });

  describe('whose list and first change come in one piece', () => {
    const listing = { pid: 4711, team: 't', since: START, maxConcurrent: 1, sessions: [] };
    const server = () =>
      scriptedServer((peer, { id }) => {
        const change = { type: 'registered', record: record() };
        const messages = [
          { id, result: listing },
          { watch: id, change },
        ];
        peer.write(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
      });

    it('tells no change before the caller has the list, however far off he is', async () => {
      const client = await connected(await server());
      const order: string[] = [];
      const { listener, atLeast } = hearing();
      const watching = client.watch((change) => {
        order.push('change');
        listener(change);
      });
      await watching.then(async () => {
        for (let turn = 0; turn < 20; turn += 1) await undefined;
        order.push('list');
      });
      await atLeast(1);
      expect(order).toEqual(['list', 'change']);
    });

    it('tells none to a caller who ends it when he has the list', async () => {
      const client = await connected(await server());
      const [first, second] = [hearing(), hearing()];
      (await client.watch(first.listener)).unwatch();
      await client.watch(second.listener);
      await second.atLeast(1);
      expect(first.heard).toEqual([]);
    });

    it('tells it before the end of the connection', async () => {
      const path = await scriptedServer((peer, { id }) => {
        const change = { type: 'registered', record: record() };
        const messages = [
          { id, result: listing },
          { watch: id, change },
        ];
        peer.socket.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
      });
      const client = await connected(path);
      const order: string[] = [];
      const over = client.ended.then(() => order.push('end'));
      await client.watch(({ type }) => order.push(type));
      await over;
      expect(order).toEqual(['registered', 'end']);
    });
  });

  it('hears nothing after unwatch, though others do', async () => {
    const { control, supervisor } = await serving();
    const client = await connected(control.path);
    const [first, second] = [hearing(), hearing()];
    const watch = await client.watch(first.listener);
    await client.watch(second.listener);
    register(supervisor, 'first');
    await Promise.all([first.atLeast(1), second.atLeast(1)]);
    register(supervisor, 'on its way');
    watch.unwatch();
    watch.unwatch();
    await client.list();
    register(supervisor, 'after');
    await second.atLeast(3);
    expect(first.heard).toHaveLength(1);
  });

  it('leaves nothing behind at the server when it ends', async () => {
    const { control } = await serving();
    const client = await connected(control.path);
    for (let index = 0; index < 40; index += 1) (await client.watch(() => {})).unwatch();
    for (let index = 0; index < 16; index += 1) await client.watch(() => {});
    await expect(client.watch(() => {})).rejects.toMatchObject({
      refusal: { code: 'too_many_watches' },
    });
  });

  it('goes on when its listener throws, which is reported once', async () => {
    const warnings = catchWarnings();
    onTestFinished(() => warnings.restore());
    const { control, supervisor } = await serving();
    const client = await connected(control.path);
    const { listener, atLeast } = hearing();
    await client.watch((change) => {
      listener(change);
      throw new Error('a fault of the listener');
    });
    register(supervisor, 'first');
    register(supervisor, 'second');
    await atLeast(2);
    await client.list();
    expect(warnings.messages).toEqual([expect.stringContaining('control watch')]);
    expect(warnings.details).toEqual([expect.stringContaining('a fault of the listener')]);
  });

  it('tells the last changes before the end of the connection', async () => {
    const { control, supervisor } = await serving();
    register(supervisor, 'first');
    const client = await connected(control.path);
    const order: string[] = [];
    const over = client.ended.then((reason) => order.push((reason as ControlError).code));
    await client.watch((change) => order.push(change.type));
    supervisor.stop();
    await control.close();
    await over;
    expect(order).toEqual(['stale', 'ended']);
  });
});
