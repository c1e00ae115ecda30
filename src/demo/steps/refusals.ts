import type { Stage } from '../stage.js';
import { CAST, must, type Step, TEAM } from './step.js';

export const refuseDuplicate: Step = {
  title: `Register a second ${CAST[0]}: refused`,
  play: (stage) => beRefused(stage, CAST[0], 'identity_conflict'),
};

export const refuseFourth: Step = {
  title: 'Register a fourth session: refused',
  play: (stage) => beRefused(stage, 'tester', 'max_sessions_exceeded'),
};

async function beRefused(stage: Stage, identity: string, code: string): Promise<void> {
  const { supervisor, environment } = stage;
  const before = supervisor.toSnapshot();
  const result = supervisor.register({ identity, team: TEAM, cwd: environment.workspace });
  must(!result.ok, `${identity} is refused`);
  must(result.refusal.code === code, `the reason is ${code}`);
  must(supervisor.list().length === before.sessions.length, 'a refusal changes nothing');
  stage.note(`${result.refusal.code}: ${result.refusal.message}`);
}
