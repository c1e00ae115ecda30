import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_AGENT_FILE_BYTES, readAgentFile } from '../../../src/proxy/agent-file.js';
import { given, openHouse, refusalIn, running } from '../../support/proxy-unit.js';
import { folder } from '../../support/proxy-unit-git.js';

/** A file in a folder of its own. */
function fileWith(content: string | Buffer): string {
  const path = join(folder(), 'agent.md');
  writeFileSync(path, content);
  return path;
}

describe('an agent file', () => {
  it.each([
    ['text', 'You are a reviewer.\n'],
    ['nothing', ''],
    ['as much as it may have', 'x'.repeat(MAX_AGENT_FILE_BYTES)],
    ['text that is not ASCII', 'Prüfer 🧐'],
  ])('is read as it is: %s', async (_, text) => {
    const path = fileWith(text);
    expect(given(await readAgentFile(path))).toEqual({ path, text });
  });

  it('may be reached by a link', async () => {
    const path = join(folder(), 'link.md');
    symlinkSync(fileWith('text'), path);
    expect(given(await readAgentFile(path)).text).toBe('text');
  });

  it.each<[string, () => string, RegExp]>([
    ['too large', () => fileWith('x'.repeat(MAX_AGENT_FILE_BYTES + 1)), /262145 bytes; at most/],
    ['not UTF-8', () => fileWith(Buffer.from([0xff, 0xfe, 0x00])), /not UTF-8/],
    ['a folder', () => folder(), /not a regular file/],
    ['a device', () => '/dev/zero', /not a regular file/],
  ])('is refused when it is %s', async (_, path, words) => {
    expect(refusalIn(await readAgentFile(path()))).toMatchObject({
      ...{ code: 'invalid_session_params', message: expect.stringMatching(words) },
    });
  });

  it('is refused when it is a named pipe, without waiting for a writer', async () => {
    const path = join(folder(), 'pipe');
    execFileSync('mkfifo', [path]);
    expect(refusalIn(await readAgentFile(path)).message).toMatch(/not a regular file/);
  });

  it.each<[string, () => string]>([
    ['there is none', () => join(folder(), 'none.md')],
    ['it should be below a file', () => join(fileWith(''), 'below.md')],
    [
      'its link leads nowhere',
      () => {
        const path = join(folder(), 'link.md');
        symlinkSync('/no/such/file', path);
        return path;
      },
    ],
  ])('is not found where %s', async (_, path) => {
    expect(refusalIn(await readAgentFile(path())).code).toBe('agent_file_not_found');
  });

  it('with a path that cannot be one is refused', async () => {
    expect(refusalIn(await readAgentFile('a\0b')).code).toBe('invalid_session_params');
  });
});

describe('a session with an agent file', () => {
  it('has its text before the instructions, and remembers where it came from', async () => {
    const house = await openHouse();
    const agentFile = fileWith('You are a reviewer.');
    const settings = { developerInstructions: 'Be brief.' };
    const turn = await running(house, { agentFile, settings });
    expect(house.codex.asked('startThread')).toEqual([
      [{ developerInstructions: 'You are a reviewer.\n\nBe brief.' }],
    ]);
    expect(house.sessions.supervisor.get(turn.agentId)?.agentSource).toBe(agentFile);
  });

  it('that cannot be read is not begun', async () => {
    const house = await openHouse();
    const outcome = await house.service.start({ prompt: '', settings: {}, agentFile: '/no/file' });
    expect(refusalIn(outcome).code).toBe('agent_file_not_found');
    expect(house.sessions.supervisor.list()).toEqual([]);
  });
});
