// One contestant for a lock or a claim: wins, checks that it is alone, and now and then is killed
// while it holds what it won, so that the others contend for what a dead process left.
import {
  closeSync,
  openSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { nodeFileSystem } from '../../../dist/src/store/file-system.js';
import { TeamLock } from '../../../dist/src/store/lock.js';
import { Ownership } from '../../../dist/src/store/ownership.js';
import { thisHost } from '../../../dist/src/store/processes.js';

const { folder, contests, killOneIn, isNaive } = JSON.parse(process.argv[2]);
const inside = join(folder, 'inside');
const processes = thisHost();
const self = { ...processes.self, token: `${process.pid}` };
const lock = isNaive
  ? naiveLock()
  : new TeamLock(nodeFileSystem, folder, new Ownership(nodeFileSystem, processes, self));

let violations = 0;

function violated(how) {
  violations += 1;
  if (!isNaive) process.stderr.write(`two at once: ${how}\n`);
}

/** A holder leaves its pid; whoever finds the pid of a living one is not alone. */
function enter() {
  try {
    const file = openSync(inside, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = holderInside();
    if (holder === undefined) violated('somebody left meanwhile');
    else if (holder !== 0 && processes.lookUp(holder) !== 'gone') {
      violated(`found ${holder} inside`);
    }
    writeFileSync(inside, String(process.pid));
  }
}

/** The pid that stands inside, 0 if its writer was killed before it wrote; undefined: gone. */
function holderInside() {
  try {
    return Number(readFileSync(inside, 'utf8') || '0');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  }
}

function leave() {
  try {
    const holder = readFileSync(inside, 'utf8');
    if (holder !== String(process.pid)) violated(`left after ${holder}`);
    unlinkSync(inside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    violated('found nobody inside');
  }
}

/** The lock everybody writes first: what a dead owner left is removed, and made anew. */
function naiveLock() {
  const path = join(folder, 'lock');
  const release = () => rmSync(path, { force: true });
  async function acquire() {
    for (;;) {
      try {
        return writeFileSync(path, String(process.pid), { flag: 'wx' });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      try {
        const holder = Number(readFileSync(path, 'utf8') || '0');
        if (holder !== 0 && processes.lookUp(holder) === 'gone') {
          // the moment in which another may do the same
          await new Promise((resolve) => setTimeout(resolve, 2));
          unlinkSync(path);
        }
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
      await new Promise(setImmediate);
    }
  }
  return { acquire, release };
}

for (let won = 0; won < contests; won += 1) {
  await lock.acquire();
  enter();
  if (Math.random() * killOneIn < 1) {
    writeSync(1, `${JSON.stringify({ won, violations })}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  leave();
  lock.release();
}
writeSync(1, `${JSON.stringify({ won: contests, violations })}\n`);
