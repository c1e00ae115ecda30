import { Told } from '../told.js';
import { dayAndTime } from '../view/times.js';
import type { SessionRecord } from '../view/types.js';

/** The record of a session, field by field. */
export function Facts({ record }: { readonly record: SessionRecord }) {
  return (
    <section aria-labelledby="facts-title">
      <h3 id="facts-title">Record</h3>
      <dl class="facts">
        {factsOf(record).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              {value === null ? <span class="none">none</span> : <Told text={value} whole={true} />}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function factsOf(record: SessionRecord): readonly (readonly [string, string | null])[] {
  const { agentId, team, threadId, cwd, repoRoot, repoName, branch } = record;
  const { tag = null, agentSource = null, startedAt, lastActive, extra } = record;
  const facts: readonly (readonly [string, string | null])[] = [
    ['agent id', agentId],
    ['team', team],
    ['thread', threadId],
    ['folder', cwd],
    ['repository', repoName],
    ['its root', repoRoot],
    ['branch', branch],
    ['tag', tag],
    ['agent file', agentSource],
    ['started', dayAndTime(startedAt)],
    ['last used', dayAndTime(lastActive)],
  ];
  const isEmpty = Object.keys(extra).length === 0;
  return isEmpty ? facts : [...facts, ['notes', JSON.stringify(extra)]];
}
