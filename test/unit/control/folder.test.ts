import { chmod, chown, lstat, mkdir, mkdtemp, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makePrivate } from '../../../src/control/folder.js';
import { openServer, temporaryFolder } from './serving.js';

const modeOf = async (path: string): Promise<number> => (await lstat(path)).mode & 0o777;

/** A folder of another user: root may give one away, everybody else has one of root's. */
async function foreignFolder(within: string): Promise<string> {
  if (process.getuid?.() !== 0) return '/usr';
  const folder = await mkdtemp(join(within, 'foreign-'));
  await chmod(folder, 0o755);
  await chown(folder, 12_345, 12_345);
  return folder;
}

describe('the runtime folder', () => {
  let home: string;

  beforeEach(async () => {
    home = await temporaryFolder();
  });

  it('is made, with the folders above it, for this user alone', async () => {
    const folder = join(home, 'a', 'b');
    await makePrivate(folder);
    expect(await modeOf(folder)).toBe(0o700);
    expect(await modeOf(join(home, 'a'))).toBe(0o700);
  });

  it.each(['755', '777', '1777', '750', '500'])('of mode %s becomes private', async (mode) => {
    const folder = join(home, 'open');
    await mkdir(folder);
    await chmod(folder, Number.parseInt(mode, 8));
    await makePrivate(folder);
    expect(await modeOf(folder)).toBe(0o700);
  });

  it('stays as it is when it is private', async () => {
    const folder = join(home, 'private');
    await makePrivate(folder);
    const before = await stat(folder, { bigint: true });
    await makePrivate(folder);
    expect((await stat(folder, { bigint: true })).ctimeNs).toBe(before.ctimeNs);
  });

  it('is refused when it belongs to somebody else, and left as it is', async () => {
    const folder = await foreignFolder(home);
    const before = await modeOf(folder);
    await expect(makePrivate(folder)).rejects.toMatchObject({
      name: 'ControlError',
      code: 'folder_not_private',
      message: expect.stringContaining('belongs to somebody else'),
    });
    expect(await modeOf(folder)).toBe(before);
  });

  it('is refused when it is a symbolic link, and what it leads to is left as it is', async () => {
    const target = join(home, 'target');
    await mkdir(target);
    await chmod(target, 0o755);
    await symlink(target, join(home, 'link'));
    await expect(makePrivate(join(home, 'link'))).rejects.toMatchObject({
      code: 'folder_not_private',
    });
    expect(await modeOf(target)).toBe(0o755);
  });

  it('is refused when it is a link that is written with a slash', async () => {
    await symlink(home, join(home, 'link'));
    await expect(openServer({ folder: `${join(home, 'link')}/` })).rejects.toMatchObject({
      code: 'folder_not_private',
    });
  });

  it('is refused when it is a link to nothing, or a file', async () => {
    await symlink(join(home, 'nothing'), join(home, 'dangling'));
    await writeFile(join(home, 'file'), '');
    for (const name of ['dangling', 'file']) {
      await expect(makePrivate(join(home, name))).rejects.toMatchObject({
        code: 'folder_not_private',
      });
    }
  });

  it('is refused with the reason when it cannot be made', async () => {
    await expect(makePrivate(join(home, 'f'.repeat(300)))).rejects.toMatchObject({
      code: 'folder_unusable',
      cause: expect.objectContaining({ code: 'ENAMETOOLONG' }),
    });
  });

  it('is refused where nobody can make a folder', async () => {
    await expect(makePrivate('/proc/none/of/these')).rejects.toMatchObject({
      code: 'folder_unusable',
    });
  });

  it('is not made when the socket’s path would be too long', async () => {
    const folder = join(home, 'f'.repeat(80));
    await expect(openServer({ folder })).rejects.toMatchObject({ code: 'path_too_long' });
    await expect(lstat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
