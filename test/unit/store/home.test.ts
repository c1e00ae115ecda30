import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { homeFolder } from '../../../src/store/home.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the home of the registries', () => {
  it('is what the caller says, whatever the environment says', () => {
    vi.stubEnv('ATM_HOME', '/elsewhere');
    expect(homeFolder('/srv/home')).toBe('/srv/home');
  });

  it('is ATM_HOME, if the caller says nothing', () => {
    vi.stubEnv('ATM_HOME', '/elsewhere');
    expect(homeFolder(undefined)).toBe('/elsewhere');
  });

  it.each(['', undefined])('is the home of the user, with an ATM_HOME of %j', (value) => {
    vi.stubEnv('ATM_HOME', value);
    expect(homeFolder(undefined)).toBe(homedir());
  });

  it('does not follow later changes of the working directory', () => {
    vi.stubEnv('ATM_HOME', 'below');
    expect(homeFolder(undefined)).toBe(resolve('below'));
    expect(homeFolder('./here')).toBe(resolve('here'));
  });
});
