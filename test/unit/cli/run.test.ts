import { describe, expect, it } from 'vitest';
import { run } from '../../../src/cli/run.js';

function terminal() {
  const written = { out: '', error: '' };
  return {
    written,
    out(text: string) {
      written.out += text;
    },
    error(text: string) {
      written.error += text;
    },
  };
}

describe('the command line', () => {
  it.each([[[]], [['--help']], [['-h', '--version']]])('prints its help for %j', (args) => {
    const { written, ...rest } = terminal();
    expect(run(args, rest)).toBe(0);
    expect(written.out).toMatch(/^codex-sessions: .*\n\nUsage: codex-sessions/);
    expect(written.error).toBe('');
  });

  it('prints its version and nothing else', () => {
    const { written, ...rest } = terminal();
    expect(run(['--version'], rest)).toBe(0);
    expect(written.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([['--nope'], ['serve'], ['--version=1']])('refuses %s with a hint', (argument) => {
    const { written, ...rest } = terminal();
    expect(run([argument], rest)).toBe(2);
    expect(written.out).toBe('');
    expect(written.error).toContain("Try 'codex-sessions --help'.");
  });
});
