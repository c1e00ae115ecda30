import { describe, expect, it } from 'vitest';
import { World } from './world.js';

describe('the command line', () => {
  it.each([[[]], [['--help']], [['-h']]])('prints its help for %j', async (args) => {
    const { exitCode, out, error } = await new World().run(...args);
    expect(out).toMatch(/^codex-sessions: .*\n\nUsage: codex-sessions/);
    expect(out).toContain('Exit codes:\n  0 ');
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  });

  it.each(['sessions', 'check', 'close', 'prune', 'doctor', 'board', 'show', 'watch'])(
    'names %s in its help, and prints the help of it with the exit codes',
    async (command) => {
      const world = new World();
      expect((await world.run('--help')).out).toContain(`  ${command} `);
      const { exitCode, out } = await world.run(command, '--help');
      expect(out).toMatch(new RegExp(`^Usage: codex-sessions ${command} `));
      expect(out).toContain('Exit codes:');
      expect(await world.run('help', command)).toEqual({ exitCode: 0, out, error: '' });
      expect(exitCode).toBe(0);
    },
  );

  it.each([['--version'], ['-v']])('prints its version and nothing else for %s', async (option) => {
    const { exitCode, out, error } = await new World().run(option);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  });

  it.each([
    ['a mistyped command', ['sesions'], 'Did you mean sessions?'],
    ['a mistyped option', ['sessions', '--jsn'], 'Did you mean --json?'],
    ['an unknown command', ['frobnicate'], "unknown command 'frobnicate'"],
    ['an unknown option', ['--nope'], "unknown option '--nope'"],
    ['a value where none belongs', ['--version=1'], "unknown option '--version=1'"],
    ['a missing argument', ['check'], "missing required argument 'file'"],
    ['an argument too many', ['close', 'a', 'b'], 'too many arguments'],
    ['an unknown status', ['sessions', '--status', 'x'], 'choices are active, stale, closed'],
    ['two places at once', ['sessions', '--team', 'a', '--file', 'b'], 'cannot be used with'],
    ['an empty team', ['sessions', '--team', ''], 'must not be empty'],
    ['a team that can be none', ['doctor', '--team', 'a\0b'], 'must not contain NUL'],
    ['two forms at once', ['watch', '--plain', '--json'], 'cannot be used with'],
    ['no age to prune by', ['prune'], "'--older-than <duration>' not specified"],
    ['an age without a unit', ['prune', '--older-than', '30'], '90min, 12h, 30d or 2w'],
    ['a port that is none', ['board', '--port', '65536'], 'at most 65535'],
    ['a port in words', ['board', '--port', 'any'], 'whole number'],
    ['a host and no release', ['doctor', '--host', 'x'], "needs '--release'"],
    ['a number and no steps', ['replay', 'file', '--from', '3'], "needs '--step'"],
    ['a folder without a name', ['replay', 'file', '--keep', ''], 'the name of a folder'],
  ])('refuses %s with the exit code 2, and says how to go on', async (_, args, sentence) => {
    const world = new World();
    const { exitCode, out, error } = await world.run(...args);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(error).toMatch(/^codex-sessions: /);
    expect(error).toContain(sentence);
    expect(error).toContain("Try 'codex-sessions --help'.");
    expect(world.contents()).toEqual({});
  });

  it('lets no escape of an argument through to the terminal', async () => {
    const { error } = await new World().run('\x1b[31m');
    expect(error.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('fills the terminal with its help, or 80 columns', async () => {
    const description = 'list the sessions of all teams, of one, or of a file';
    expect((await new World({ columns: 120 }).run('--help')).out).toContain(description);
    const { out } = await new World().run('--help');
    expect(out).not.toContain(description);
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
