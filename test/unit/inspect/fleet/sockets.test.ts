import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { socketsIn } from '../../../../src/inspect/fleet/sockets.js';
import { openServer, temporaryFolder } from '../../control/serving.js';

describe('the sockets in a runtime folder', () => {
  it('are those with the name and the nature of a control socket', async () => {
    const folder = await temporaryFolder();
    const { path } = await openServer({ folder });
    writeFileSync(join(folder, '1-00000000.sock'), '');
    writeFileSync(join(folder, 'notes.txt'), '');
    mkdirSync(join(folder, '2-00000000.sock'));
    expect(await socketsIn(folder)).toEqual([path]);
  });

  it('are none where there is no folder, or a link to one that somebody may turn', async () => {
    const folder = await temporaryFolder();
    await openServer({ folder: join(folder, 'run') });
    symlinkSync(join(folder, 'run'), join(folder, 'link'));
    expect(await socketsIn(join(folder, 'link'))).toEqual([]);
    expect(await socketsIn(join(folder, 'none'))).toEqual([]);
  });
});
