import { readdir, rename, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { removeLeftovers } from '../../../src/control/leftovers.js';
import { openServer, temporaryFolder } from './serving.js';

/** No process has it: Linux counts to 4194304. */
const NOBODY = 2_000_000_000;

async function listening(path: string): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen({ path }, resolve);
  });
  onTestFinished(() => void server.close());
  return server;
}

/** A socket as a killed process leaves it: the file is there, and nobody listens. */
async function leaveSocket(path: string): Promise<void> {
  const server = await listening(`${path}.tmp`);
  await rename(`${path}.tmp`, path);
  await new Promise((resolve) => server.close(resolve));
}

describe('the sockets killed processes leave behind', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  it('are removed by the next server that opens in their folder', async () => {
    await leaveSocket(join(folder, `${NOBODY}-00000001.sock`));
    await leaveSocket(join(folder, `${NOBODY}-00000002.sock`));
    const { path } = await openServer({ folder });
    expect(await readdir(folder)).toEqual([basename(path)]);
  });

  it('are removed when their maker had the number this process has now', async () => {
    await leaveSocket(join(folder, `${process.pid}-00000001.sock`));
    await removeLeftovers(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('stay when a process of their number runs, which may be about to listen', async () => {
    await leaveSocket(join(folder, `${process.ppid}-00000001.sock`));
    await removeLeftovers(folder);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('are none when somebody answers, whose number is not known here', async () => {
    await listening(join(folder, `${NOBODY}-00000001.sock`));
    await removeLeftovers(folder);
    expect(await readdir(folder)).toHaveLength(1);
  });

  it('are none of the sockets of this process', async () => {
    const [first, second] = [await openServer({ folder }), await openServer({ folder })];
    const names = [basename(first.path), basename(second.path)];
    expect((await readdir(folder)).sort()).toEqual(names.sort());
  });

  it('are told by their names: nothing else is touched', async () => {
    const names = ['other.sock', `${NOBODY}-00000001`, `${NOBODY}-0000000g.sock`].sort();
    for (const name of names) await leaveSocket(join(folder, name));
    await removeLeftovers(folder);
    expect((await readdir(folder)).sort()).toEqual(names);
  });

  it('are sockets: a file of such a name stays', async () => {
    await writeFile(join(folder, `${NOBODY}-00000001.sock`), 'precious');
    await removeLeftovers(folder);
    expect(await readdir(folder)).toHaveLength(1);
  });
});
