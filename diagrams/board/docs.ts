import type { BackendSight, ControlPicture } from '../../src/control/index.js';
import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { ago } from './moment.js';
import { ended, newsOf, session, sight } from './words.js';

const team = 'docs';
const writer = session({ team, identity: 'writer', branch: 'plain-words' });
const editor = session({ team, identity: 'editor', threadState: 'idle' });

const writes = { statusSince: ago(37), threadSince: ago(3, 58), queued: 1 };
const written = ended('completed', 'completed', 'completed');
const edits = {
  ...{ threadSince: ago(16), turn: null },
  turns: ended('completed', 'completed'),
};
const codex: BackendSight = {
  ...{ state: 'ready', pid: 5131, version: '0.169.0', restarts: 0, lastError: null },
};

/** A process whose Codex is killed a little later. */
export const DOCS: ControlPicture = {
  ...{ pid: 5120, team, since: ago(47, 58), maxConcurrent: 3, at: ago(2, 30) },
  sessions: [writer, editor],
  sights: [
    sight(writer, {
      ...{ ...writes, turns: written },
      turn: { state: 'running', activity: 'changing 3 files', since: ago(3, 58) },
    }),
    sight(editor, { ...edits, statusSince: ago(45) }),
  ],
  approvals: [],
  backend: codex,
  charts: [
    { chart: 'supervisor', agentId: null, value: 'open' },
    { chart: 'backend', agentId: null, value: 'ready' },
    { chart: 'turns', agentId: writer.agentId, value: { running: 'working' } },
    { chart: 'turns', agentId: editor.agentId, value: 'idle' },
  ],
};

const { moved, seen, backend, stepped } = newsOf(team);

const lost = { turnId: 'turn-4', how: 'failed', since: ago(3, 58), endedAt: ago(0, 24) } as const;

/** What happened since then. */
export const DOCS_NEWS: readonly FleetNews[] = [
  stepped(ago(0, 24), 'backend', null, 'xstate.done.actor.watchBackend', 'backing_off'),
  backend(ago(0, 24), {
    ...{ ...codex, state: 'backing_off', pid: null, restarts: 1 },
    lastError: 'the codex process was ended by SIGKILL',
  }),
  moved(ago(0, 24), writer, { status: 'stale' }, 'lost'),
  seen(
    ago(0, 24),
    sight(writer, {
      ...{ ...writes, statusSince: ago(0, 24), queued: 0, turn: null },
      turns: [lost, ...written],
    }),
  ),
  moved(ago(0, 24), editor, { status: 'stale' }, 'lost'),
  seen(ago(0, 24), sight(editor, { ...edits, statusSince: ago(0, 24) })),
];
