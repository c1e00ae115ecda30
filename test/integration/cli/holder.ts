/** A process that has one session, and tells its parent what becomes of it. */
import { openControlServer } from '../../../src/control/index.js';
import { openSessions } from '../../../src/index.js';
import { createFileStore } from '../../../src/store/index.js';

/** What the parent is told. */
export type Word = { readonly registered: string } | { readonly changed: string };

const [team = '', home = '', identity = '', folder] = process.argv.slice(2);

const control = folder === undefined ? undefined : await openControlServer({ folder });
const store = createFileStore({ team, home, control: control?.path });
const sessions = await openSessions({ store });
control?.serve({ team, sessions });

const tell = (word: Word) => void process.send?.(word);
sessions.supervisor.subscribe(({ type }) => tell({ changed: type }));
const registered = await sessions.register({ identity, team, cwd: '/' });
if (registered.ok) tell({ registered: registered.value.agentId });
// until the parent is gone
process.on('disconnect', () => process.exit());
