import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addSettingFlags, flagsOf } from '../../../../src/cli/config/flags.js';
import { FIELDS } from '../../../../src/cli/config/preset-fields.js';
import { flagOf, KEYS, variableOf } from '../../../../src/cli/config/settings.js';

function command(): Command {
  return addSettingFlags(new Command('serve'))
    .exitOverride()
    .configureOutput({
      writeErr: () => {},
    });
}

const read = (...args: readonly string[]) => {
  const parsed = command().parse(args, { from: 'user' });
  return flagsOf(parsed.opts());
};

describe('the flags of settings', () => {
  it('say nothing where none is given', () => {
    expect(read()).toEqual({ flags: {}, config: undefined });
  });

  it.each(KEYS.filter((key) => key !== 'codex_args'))('pass on what is written for %s', (key) => {
    expect(read(flagOf(key), 'any thing').flags).toEqual({ [key]: 'any thing' });
  });

  it.each(['events', 'audit', 'archive_on_close', 'audit_prompts', 'board', 'inspect'] as const)(
    'switch %s on where no value follows',
    (key) => {
      expect(read(flagOf(key), '--team', 'x').flags).toEqual({ [key]: 'true', team: 'x' });
    },
  );

  it('collect the arguments for Codex, dashes and all', () => {
    expect(read('--codex-arg', '-c', '--codex-arg=key=value').flags).toEqual({
      codex_args: ['-c', 'key=value'],
    });
  });

  it('tell the user’s file apart, and other options from settings', () => {
    expect(read('--config', 'c.toml', '--team', 'x')).toEqual({
      flags: { team: 'x' },
      config: 'c.toml',
    });
    expect(flagsOf({ json: true, help: true })).toEqual({ flags: {}, config: undefined });
  });
});

describe('their help', () => {
  let text = '';
  command()
    .configureOutput({
      writeOut: (written) => {
        text += written;
      },
    })
    .outputHelp();
  const words = text.replace(/\s+/g, ' ');

  it.each(KEYS)('names %s, and its default', (key) => {
    const after = words.slice(words.indexOf(` ${flagOf(key)} `));
    expect(after).toMatch(/^ --[a-z-]+ [<[][a-z]+[\]>] [^<]+ \(default: [^)]+\) /);
  });

  it('says where settings come from, and what a project file may do', () => {
    expect(words).toContain(variableOf('max_sessions'));
    expect(words).toContain(FIELDS.join(', '));
    expect(words).toContain('It names team, model and presets');
    expect(words).toContain('makes max_sessions, max_turns, approval_default lower');
    expect(words).toContain('its sandbox, approval_policy, in presets too, are bounds');
    expect(words).toContain('untrusted < on-request < never');
  });

  it('fits 80 columns', () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
