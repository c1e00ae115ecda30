import { describe, expect, it } from 'vitest';
import { commandsOf, nameOf, optionsOf } from '../../../src/cli/completion/position.js';
import { sourceOf } from '../../../src/cli/completion/values.js';
import { KEYS, settingOf } from '../../../src/cli/config/settings.js';
import { createProgram } from '../../../src/cli/program.js';
import { World } from './world.js';

const PROGRAM = createProgram(
  {
    out: () => {},
    error: () => {},
    columns: null,
    colours: false,
    home: '/',
    clock: () => new Date(0),
    processes: () => {
      throw new Error('no process is looked at');
    },
  },
  () => {},
);

const COMMANDS = commandsOf(PROGRAM).map((command) => [command.name(), command] as const);
const OPTIONS = COMMANDS.flatMap(([name, command]) =>
  optionsOf(command).map((option) => [name, nameOf(option), option] as const),
);

/** The lines that are printed for some words. */
async function linesOf(...words: readonly string[]): Promise<string[]> {
  const { exitCode, out, error } = await new World().run('complete', '--', ...words);
  expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
  return out.split('\n').slice(0, -1);
}

async function wordsOf(...words: readonly string[]): Promise<string[]> {
  return (await linesOf(...words)).map((line) => line.replace(/\t.*/, ''));
}

describe('what is offered', () => {
  it.each(COMMANDS)('offers the command %s, with its description', async (name, command) => {
    const line = `${name}\t${command.description()}`;
    expect(await linesOf('')).toContain(line);
    expect(await linesOf(name.slice(0, 3))).toContain(line);
    expect(await linesOf('help', '')).toContain(line);
  });

  it.each(OPTIONS)(
    'offers for %s the option %s, with its description',
    async (name, long, option) => {
      const line = `${long}\t${option.description}`;
      expect(await linesOf(name, '-')).toContain(line);
      expect(await linesOf(name, long.slice(0, -1))).toContain(line);
    },
  );

  it.each(OPTIONS.filter(([, , { argChoices }]) => argChoices !== undefined))(
    'offers for %s %s each of its choices',
    async (name, long, { argChoices = [] }) => {
      expect(await wordsOf(name, long, '')).toEqual(argChoices);
      expect(await wordsOf(name, `${long}=`)).toEqual(argChoices.map((word) => `${long}=${word}`));
    },
  );

  it.each(
    KEYS.flatMap((key) => {
      const { kind, initial } = settingOf(key);
      const words = typeof initial === 'boolean' ? ['true', 'false'] : kind.words?.map(String);
      return words === undefined ? [] : [[key, words] as const];
    }),
  )('offers each word of the setting %s', async (key, words) => {
    const flag = `--${key.replaceAll('_', '-')}`;
    for (const command of ['serve', 'config']) {
      expect(await wordsOf(command, flag, '')).toEqual(words);
    }
  });

  it.each(
    COMMANDS.flatMap(([name, { registeredArguments }]) => {
      const [first] = registeredArguments;
      return first?.argChoices === undefined ? [] : [[name, first.argChoices] as const];
    }),
  )('offers for %s each choice of its argument', async (name, choices) => {
    expect(await wordsOf(name, '')).toEqual(choices);
  });

  it.each(
    COMMANDS.flatMap(([name, command]) =>
      command.registeredArguments.map(
        (argument) => [name, argument.name(), command, argument] as const,
      ),
    ),
  )('knows what %s means by its argument %s', (_name, _argument, command, argument) => {
    expect(sourceOf(command, argument)).not.toBeNull();
  });

  it('offers the options of the program itself, and no hidden command', async () => {
    expect(await wordsOf('-')).toEqual(['--version', '--help']);
    expect(await wordsOf('comp')).toEqual(['completion']);
    expect(await wordsOf('complete', '')).toEqual([]);
  });

  it('offers only what begins like the last word, unless the shell is to choose', async () => {
    expect(await wordsOf('c')).toEqual(['check', 'close', 'config', 'completion']);
    expect(await wordsOf('C')).toEqual([]);
    const { out } = await new World().run('complete', '--any', '--', 'c');
    expect(out.split('\n')).toHaveLength(COMMANDS.length + 1);
  });

  it('offers no option again that was given, unless it may be given several times', async () => {
    const offered = await wordsOf('serve', '--team', 'x', '--codex-arg=-c', '--events', '--');
    expect(offered).not.toContain('--team');
    expect(offered).not.toContain('--events');
    expect(offered).toContain('--codex-arg');
    expect(offered).toContain('--model');
    expect(await wordsOf('sessions', '-h', '--h')).toEqual([]);
  });

  it('offers options to a command that takes nothing else, and none after two dashes', async () => {
    expect(await wordsOf('doctor', '')).toContain('--release');
    expect(await wordsOf('check', 'file', '')).toContain('--json');
    expect(await wordsOf('doctor', '--', '')).toEqual([]);
    expect(await wordsOf('doctor', '--', '--')).toEqual([]);
    expect(await wordsOf('check', 'file', '--', '-')).toEqual([]);
  });

  it('takes the word after an option for its value, as the program does', async () => {
    expect(await wordsOf('sessions', '--repo', '--status', 'a')).toEqual([]);
    expect(await wordsOf('sessions', '--repo', '--repo', '--status', 'a')).toEqual(['active']);
    expect(await wordsOf('serve', '--events', '--log-level', 'w')).toEqual(['warn']);
    expect(await wordsOf('serve', '--events', '--log')).toEqual(['--log-level']);
    expect(await wordsOf('prune', '--older-than', '')).toEqual([]);
  });

  it.each([
    [['check', '']],
    [['check', 'some']],
    [['check', '--', '-odd']],
    [['sessions', '--file', '']],
    [['sessions', '--file=reg']],
    [['serve', '--config', '~/']],
    [['serve', '--audit-file', '']],
  ])('leaves %j to the files of the shell', async (words) => {
    expect(await linesOf(...words)).toEqual([':files']);
  });

  it.each([
    [['no-such-command', '']],
    [['sessions', '--no-such-option=']],
    [['check', 'a', 'b']],
    [['help', 'sessions', 'x']],
    [[]],
  ])('prints without complaint what there is for %j', async (words) => {
    const lines = await linesOf(...words);
    if (words.length > 0) expect(lines).toEqual([]);
    else expect(lines).toHaveLength(COMMANDS.length);
  });
});

describe('codex-sessions completion', () => {
  it.each(['bash', 'zsh', 'fish'])(
    'prints the script of %s, and how to install it',
    async (shell) => {
      const { exitCode, out, error } = await new World().run('completion', shell);
      expect({ exitCode, error }).toEqual({ exitCode: 0, error: '' });
      expect(out).toContain('codex-sessions complete --');
      const help = await new World().run('completion', '--help');
      expect(help.out).toMatch(new RegExp(`^  ${shell} .*codex-sessions completion ${shell}`, 'm'));
    },
  );

  it('refuses a shell that it does not know', async () => {
    const { exitCode, error } = await new World().run('completion', 'tcsh');
    expect(exitCode).toBe(2);
    expect(error).toContain('Allowed choices are bash, zsh, fish');
  });

  it('does not show the command that the scripts call', async () => {
    expect((await new World().run('--help')).out).not.toMatch(/^ +complete /m);
  });
});
