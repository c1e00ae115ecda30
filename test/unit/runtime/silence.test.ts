import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseRegistrySnapshot, serializeRegistrySnapshot } from '../../../src/index.js';
import { fragileMachine, supervisorOf } from '../../support/fragile-machine.js';
import { record } from '../../support/records.js';
import { register, request, supervisorWith } from '../../support/supervisors.js';
import { catchWarnings, promisesSettled, type Warnings } from '../../support/warnings.js';

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;
const rejections: unknown[] = [];
const onRejection = (reason: unknown) => void rejections.push(reason);

let warnings: Warnings;
beforeEach(() => {
  warnings = catchWarnings();
  for (const method of METHODS) vi.spyOn(console, method).mockImplementation(() => {});
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onRejection);
});
afterEach(() => {
  process.off('unhandledRejection', onRejection);
  process.off('uncaughtException', onRejection);
  vi.restoreAllMocks();
});

it('prints nothing and leaves nothing unhandled, whatever goes wrong', async () => {
  const { machine, breakAt, mend } = fragileMachine();
  const supervisor = supervisorOf(machine, {
    maxConcurrent: 2,
    inspect: (() => Promise.reject(new Error('inspector'))) as () => void,
  });
  supervisor.subscribe((() => Promise.reject(new Error('listener'))) as () => void);
  breakAt('birth');
  expect(() => supervisor.register(request('a'))).toThrow();
  mend();
  const { agentId } = register(supervisor, 'a');
  supervisor.session(agentId)?.subscribe(() => {
    throw new Error('observer');
  });
  breakAt('tag.changed', 'waking');
  supervisor.setTag(agentId, 't');
  supervisor.setTag(agentId, 't');
  mend();
  supervisor.resume(agentId);
  supervisor.register(request('a'));
  supervisor.insertStale(record());
  supervisor.close(agentId);
  supervisor.resume(agentId, { reopen: true });
  supervisor.stop();
  await promisesSettled();
  await promisesSettled();
  for (const method of METHODS) expect(console[method]).not.toHaveBeenCalled();
  expect(rejections).toEqual([]);
  expect(warnings.messages).toHaveLength(2);
});

it('prints nothing in reading, restoring and writing', async () => {
  const { snapshot } = parseRegistrySnapshot({ sessions: [null, record()], extra: Number.NaN });
  const supervisor = supervisorWith({ snapshot });
  register(supervisor, 'a');
  serializeRegistrySnapshot(supervisor.toSnapshot());
  await promisesSettled();
  for (const method of METHODS) expect(console[method]).not.toHaveBeenCalled();
  expect(rejections).toEqual([]);
  expect(warnings.messages).toEqual([]);
});
