import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toSvg } from './svg.js';
import { toldLines } from './told.js';

const ROOT = new URL('../../', import.meta.url);

/** Runs `npm start`, into a pipe: plain lines. Throws if the story does not go as told. */
async function record(): Promise<string> {
  const child = spawn('npm', ['start', '--silent'], {
    cwd: fileURLToPath(ROOT),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [exitCode] = await once(child, 'close');
  const output = Buffer.concat(chunks).toString('utf8');
  if (exitCode !== 0) throw new Error(`npm start ended with exit code ${exitCode}:\n${output}`);
  return output;
}

writeFileSync(new URL('diagrams/start.svg', ROOT), toSvg(toldLines(await record())));
console.log('diagrams/start.svg');
