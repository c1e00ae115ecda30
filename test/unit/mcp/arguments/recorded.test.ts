import { describe, expect, it } from 'vitest';
import { parseCodex } from '../../../../src/mcp/arguments/codex.js';
import { parseCodexReply } from '../../../../src/mcp/arguments/codex-reply.js';
import { recording } from '../recordings/read.js';

interface Recorded {
  readonly title: string;
  readonly name: string;
  readonly arguments?: unknown;
  readonly outcome: {
    readonly text?: string;
    readonly structuredContent?: unknown;
    readonly error?: unknown;
    readonly accepted?: true;
  };
}

const OURS = ', `identity`, `agent_id`, `agent_file`, `tag`, `wait`, `fork`';

const calls = recording<Recorded[]>('errors-parameters.json').filter(({ name }) =>
  name.startsWith('codex'),
);

/** Errors of the arguments; the others came from the configuration or the thread. */
function isOfTheArguments({ outcome }: Recorded): boolean {
  return outcome.structuredContent === undefined && !/^Failed to load/.test(outcome.text ?? '');
}

describe('the arguments of the recorded calls', () => {
  it.each(calls.filter(isOfTheArguments))('$title: as the old server', (call) => {
    const parse = call.name === 'codex' ? parseCodex : parseCodexReply;
    const parsed = parse(call.arguments);
    const { text, error } = call.outcome;
    if (error !== undefined) expect(parsed).toEqual({ ok: false, kind: 'method_not_found' });
    else if (text === undefined) expect(parsed).toMatchObject({ ok: true });
    else {
      const ours = text.startsWith('Failed to parse configuration for Codex tool: unknown field');
      expect(parsed).toEqual({ ok: false, kind: 'text', text: ours ? text + OURS : text });
    }
  });

  it.each(calls.filter((call) => !isOfTheArguments(call)))('$title: are taken', (call) => {
    const parse = call.name === 'codex' ? parseCodex : parseCodexReply;
    expect(parse(call.arguments)).toMatchObject({ ok: true });
  });

  it('covers every recorded call of the two tools', () => {
    expect(calls).toHaveLength(31);
  });
});
