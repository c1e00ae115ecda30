import { describe, expect, it } from 'vitest';
import { parseCodex } from '../../../../src/mcp/arguments/codex.js';

const PREFIX = 'Failed to parse configuration for Codex tool: ';

function faultOf(args: unknown): string {
  const parsed = parseCodex(args);
  if (parsed.ok || parsed.kind !== 'text') throw new Error('it was not refused with a text');
  return parsed.text.replace(PREFIX, '');
}

describe('the arguments of codex', () => {
  it('become a request, each under its name', () => {
    const parsed = parseCodex({
      prompt: 'p',
      model: 'm',
      cwd: '/w',
      'approval-policy': 'never',
      sandbox: 'workspace-write',
      config: { a: { b: 1 } },
      'base-instructions': 'b',
      'developer-instructions': 'd',
      'compact-prompt': 'c',
      identity: 'i',
      agent_id: 'codex:1',
      agent_file: 'f.md',
      tag: 't',
      wait: false,
      fork: 'codex:2',
    });
    expect(parsed).toEqual({
      ok: true,
      value: {
        wait: false,
        request: {
          prompt: 'p',
          identity: 'i',
          agentId: 'codex:1',
          agentFile: 'f.md',
          tag: 't',
          fork: 'codex:2',
          settings: {
            model: 'm',
            cwd: '/w',
            approvalPolicy: 'never',
            sandbox: 'workspace-write',
            config: { a: { b: 1 } },
            baseInstructions: 'b',
            developerInstructions: 'd',
            compactPrompt: 'c',
          },
        },
      },
    });
  });

  it('count as absent when they are null, and the call waits', () => {
    const nulls = { model: null, sandbox: null, config: null, identity: null, wait: null };
    expect(parseCodex({ prompt: '', ...nulls })).toEqual({
      ok: true,
      value: { wait: true, request: { prompt: '', settings: {} } },
    });
  });

  it('!! lose the nulls within config, which app-server can fail on', () => {
    const config = { model: null, deep: { gone: null, kept: 1, list: [{ gone: null }] } };
    const parsed = parseCodex({ prompt: 'x', config });
    expect(parsed).toMatchObject({
      value: { request: { settings: { config: { deep: { kept: 1, list: [{}] } } } } },
    });
    expect(JSON.stringify(parsed)).not.toContain('null');
  });

  it('keep a key of config named __proto__ a key', () => {
    const config = JSON.parse('{"__proto__":{"polluted":true}}') as object;
    const parsed = parseCodex({ prompt: 'x', config });
    expect(JSON.stringify(parsed)).toContain('"__proto__":{"polluted":true}');
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  it.each([
    [{ prompt: null }, 'invalid type: null, expected a string'],
    [{ prompt: true }, 'invalid type: boolean `true`, expected a string'],
    [{ prompt: 1.5 }, 'invalid type: number, expected a string'],
    [{ prompt: [] }, 'invalid type: sequence, expected a string'],
    [{ prompt: {} }, 'invalid type: map, expected a string'],
    [{ config: [] }, 'invalid type: sequence, expected a map'],
    [
      { config: 'a "b"\n\u00e9\u200b\\' },
      'invalid type: string "a \\"b\\"\\né\\u{200b}\\\\", expected a map',
    ],
    [{ wait: 'yes' }, 'invalid type: string "yes", expected a boolean'],
    [{ sandbox: 1 }, 'invalid type: number, expected string or map'],
    [{ sandbox: {} }, 'invalid value: map, expected map with a single key'],
    [
      { sandbox: { nope: null } },
      'unknown variant `nope`, expected one of `read-only`, `workspace-write`, `danger-full-access`',
    ],
    [{ sandbox: { 'read-only': 1 } }, 'invalid type: number, expected unit'],
    [
      { 'approval-policy': 'untrusted' },
      'unknown variant `untrusted`, expected `on-request` or `never`',
    ],
    [{ identity: 5 }, 'invalid type: number, expected a string'],
    [{ model: 'm' }, 'missing field `prompt`'],
  ])('%j is refused in the words of serde', (args, fault) => {
    expect(faultOf(args)).toBe(fault);
  });

  it('take a word as a map with null, as serde does', () => {
    expect(parseCodex({ prompt: 'x', sandbox: { 'read-only': null } })).toMatchObject({
      value: { request: { settings: { sandbox: 'read-only' } } },
    });
  });

  it('are judged in the order they stand in; what is missing comes last', () => {
    expect(faultOf({ nosuch: 1, prompt: 5 })).toContain('unknown field `nosuch`');
    expect(faultOf({ prompt: 5, nosuch: 1 })).toContain('invalid type: number');
    expect(faultOf({ nosuch: 1 })).toContain('unknown field `nosuch`');
  });

  it('do not know names of the prototype', () => {
    expect(faultOf({ prompt: 'x', toString: 1 })).toContain('unknown field `toString`');
  });

  it.each([[[]], ['text'], [5]])('%j in their place is no tool call at all', (args) => {
    expect(parseCodex(args)).toEqual({ ok: false, kind: 'method_not_found' });
  });
});

describe('a long prompt', () => {
  it('!! of 1,048,576 characters is taken, whatever they weigh', () => {
    expect(parseCodex({ prompt: '🦉'.repeat(1_048_576) })).toMatchObject({ ok: true });
  });

  it('!! of one more is refused with the limit and a way out', () => {
    expect(faultOf({ prompt: 'x'.repeat(1_048_577) })).toBe(
      'The prompt has 1,048,577 characters, and Codex takes at most 1,048,576; put the long part into a file and name that file in the prompt.',
    );
  });
});
