import { describe, expect, it } from 'vitest';
import { projectFilesOf, userFileOf } from '../../../../src/cli/config/place.js';
import { requestIn } from './place.js';

const WINDOWS = { platform: 'win32', cwd: 'C:\\p\\sub', home: 'C:\\Users\\u' } as const;

describe('where the user’s file is', () => {
  it.each([
    ['/home/u/.config/codex-sessions/config.toml', {}],
    ['/x/codex-sessions/config.toml', { env: { XDG_CONFIG_HOME: '/x' } }],
    ['/home/u/.config/codex-sessions/config.toml', { env: { XDG_CONFIG_HOME: 'x' } }],
    ['/c.toml', { env: { CODEX_SESSIONS_CONFIG: '/c.toml', XDG_CONFIG_HOME: '/x' } }],
    ['C:\\Users\\u\\AppData\\Roaming\\codex-sessions\\config.toml', WINDOWS],
    ['D:\\a\\codex-sessions\\config.toml', { ...WINDOWS, env: { APPDATA: 'D:\\a' } }],
    [
      'C:\\Users\\u\\AppData\\Roaming\\codex-sessions\\config.toml',
      { ...WINDOWS, env: { XDG_CONFIG_HOME: '/x' } },
    ],
  ])('is %s for %j', (path, sketch) => {
    expect(userFileOf(requestIn(sketch), undefined).path).toBe(path);
  });

  it('is what the flag says, before what the variable does', () => {
    const request = requestIn({ env: { CODEX_SESSIONS_CONFIG: '/c.toml' } });
    expect(userFileOf(request, 'f.toml')).toEqual({
      path: '/home/u/p/sub/f.toml',
      namedBy: '--config',
    });
  });
});

describe('where a project’s file may be', () => {
  it.each([
    ['/a/b', {}, ['/a/b', '/a', '']],
    ['/', {}, ['']],
    ['C:\\p\\sub', WINDOWS, ['C:\\p\\sub', 'C:\\p', 'C:']],
  ] as const)('is %s and every folder above it', (cwd, sketch, folders) => {
    const separator = cwd.startsWith('C:') ? '\\' : '/';
    expect(projectFilesOf(requestIn({ ...sketch, cwd }))).toEqual(
      folders.map((folder) => `${folder}${separator}.codex-sessions.toml`),
    );
  });
});
