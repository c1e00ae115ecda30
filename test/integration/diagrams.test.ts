import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { StateMachine } from 'xstate';
import { differences } from '../../diagrams/check.js';
import { drawAll, PICTURES } from '../../diagrams/pictures.js';
import * as machines from '../../machines/index.js';

const folder = new URL('../../diagrams/', import.meta.url);

function committed(name: string): string | undefined {
  const path = new URL(name, folder);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

it('the committed pictures are those of the machines as they are: run npm run diagrams', async () => {
  expect(differences(await drawAll(), committed)).toEqual([]);
});

it('no picture is left over from a machine that is not drawn any more', async () => {
  // the recording of npm start is no picture of a machine
  const files = readdirSync(folder).filter((name) => name !== 'start.svg');
  const pictures = files.filter((name) => /\.(mmd|svg|stately\.ts)$/.test(name));
  expect(pictures.sort()).toEqual([...(await drawAll()).keys()].sort());
});

it('every machine has a picture', () => {
  const all = Object.values(machines).filter((each) => each instanceof StateMachine);
  expect(PICTURES.map(({ machine }) => machine)).toEqual(expect.arrayContaining(all));
});
