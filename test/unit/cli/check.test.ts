import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entry } from '../../support/records.js';
import { World } from './world.js';

/** A home with one file, and what checking it comes to. */
async function checked(content: string | Uint8Array, ...options: readonly string[]) {
  const world = new World();
  const file = join(world.home, 'file.json');
  writeFileSync(file, content);
  const before = world.contents();
  const outcome = await world.run('check', file, ...options);
  expect(world.contents()).toEqual(before);
  return { file, ...outcome };
}

const textOf = (...entries: readonly unknown[]) =>
  JSON.stringify({ version: 1, sessions: entries });

describe('codex-sessions check', () => {
  it('finds a good file good', async () => {
    const { file, ...outcome } = await checked(
      textOf(entry(), entry({ agent_id: 'b', status: 'active' })),
    );
    const out = `${file}: good; 2 sessions: 1 active, 1 stale, 0 closed\n`;
    expect(outcome).toEqual({ exitCode: 0, out, error: '' });
  });

  it('says of everything that is wrong where it is and what becomes of it', async () => {
    const closed = entry({ thread_state: 'closed', agent_id: 'b' });
    const { file, exitCode, out } = await checked(textOf(entry(), closed, entry()));
    expect(exitCode).toBe(1);
    expect(out.split('\n')).toEqual([
      `${file}: 2 problems; 2 sessions: 0 active, 1 stale, 1 closed`,
      '  sessions[1].thread_state: stale and closed exclude each other; the session is closed (illegal_pair)',
      '  sessions[2].agent_id: an earlier entry has the same agent id; this later one replaces it (duplicate_agent_id)',
      '',
    ]);
  });

  it('shows the place in a text that is not JSON', async () => {
    const { file, exitCode, out } = await checked('{\n  "sessions": [\t}\n}');
    expect(exitCode).toBe(1);
    expect(out).toBe(
      [
        `${file}: 1 problem`,
        "  line 2, column 17: expected a value or ']' (not_json)",
        '      "sessions": [␉}',
        '                    ^',
        '',
      ].join('\n'),
    );
  });

  it('cuts a long line around the place, whatever is in it', async () => {
    const long = '🎉日本\x1b'.repeat(10_000);
    const { out } = await checked(`["${long.replaceAll('\x1b', '')}" "${long}"]`);
    const [, , line = '', mark = ''] = out.split('\n');
    expect(line).toMatch(/^ {4}….{1,80}…$/u);
    expect(line.length).toBeLessThan(120);
    expect(mark).toMatch(/^ +\^$/);
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  });

  it('shows the place of bytes that are not UTF-8', async () => {
    const { out, exitCode } = await checked(Buffer.from([0x7b, 0x0a, 0x22, 0xff, 0x22]));
    expect(exitCode).toBe(1);
    expect(out).toContain('line 2, column 2: the bytes here are not UTF-8 (not_utf8)\n    "�"\n');
  });

  it('refuses a newer version', async () => {
    const { out, exitCode } = await checked('{"version":2,"sessions":[]}');
    expect(exitCode).toBe(1);
    expect(out).toMatch(/file: version 2 .* is newer than 1/);
  });

  it('notes active sessions that share an identity, which is nothing wrong', async () => {
    const active = { identity: 'x', status: 'active' };
    const { out, exitCode } = await checked(
      textOf(entry(active), entry({ ...active, agent_id: 'b' })),
    );
    expect(exitCode).toBe(0);
    expect(out).toContain("  note: 2 active sessions have the identity 'x'");
  });

  it('tells the same as JSON', async () => {
    const { file, out, exitCode } = await checked('[', '--json');
    expect(exitCode).toBe(1);
    const sentence = "the text ends here; expected a value or ']'";
    const problems = [{ where: 'line 1, column 2', code: 'not_json', sentence }];
    expect(JSON.parse(out)).toEqual({ file, good: false, sessions: null, problems, notes: [] });
    const good = await checked(textOf(entry()), '--json');
    expect(JSON.parse(good.out)).toMatchObject({ good: true, sessions: 1, problems: [] });
  });

  it('fails for a file that cannot be read', async () => {
    const world = new World();
    const { exitCode, out, error } = await world.run('check', world.home);
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: '' });
    expect(error).toContain(`${world.home} could not be read: EISDIR`);
  });
});
