import { describe, expect, it } from 'vitest';
import {
  BackendExitedError,
  BackendSpawnError,
  describeExit,
} from '../../../src/domain/codex-errors.js';

const exit = (...stderrTail: string[]) => ({ exitCode: 1, signal: null, stderrTail });

describe('the error of a Codex that does not start', () => {
  it('says to install it when there is none', () => {
    const { message } = new BackendSpawnError('codex', new Error('spawn codex ENOENT'));
    expect(message).toBe(
      'cannot start codex: spawn codex ENOENT; install the Codex CLI (`npm install -g @openai/codex`), or check the command and `cwd`',
    );
  });

  it.each([
    ["error: unrecognized subcommand 'app-server'", 'Usage: codex [OPTIONS]'],
    ['Error: stdin is not a terminal'],
  ])('says to update one that has no app-server: %s', (...lines) => {
    const { message } = new BackendExitedError(exit(...lines));
    expect(message).toContain('the codex process exited with code 1');
    expect(message).toMatch(/update it \(`npm install -g @openai\/codex@latest`\)$/);
  });

  it('gives no advice on another end', () => {
    expect(new BackendExitedError(exit('out of memory')).message).toBe(
      'the codex process exited with code 1: out of memory',
    );
    expect(new BackendExitedError(exit()).message).toBe('the codex process exited with code 1');
    expect(describeExit({ exitCode: null, signal: 'SIGKILL', stderrTail: [] })).toBe(
      'was ended by SIGKILL',
    );
  });
});
