import { writeFileSync } from 'node:fs';
import { drawingOf } from './digests.js';
import { drawPictures } from './picture.js';
import { sourcesNow } from './sources.js';

const FOLDER = new URL('../', import.meta.url);

function write(name: string, content: string | Buffer): void {
  writeFileSync(new URL(name, FOLDER), content);
  console.log(`diagrams/${name}`);
}

const sources = await sourcesNow();
const pictures = await drawPictures(sources);
for (const [name, picture] of pictures) write(name, picture);
write('board.json', `${JSON.stringify(drawingOf(sources, pictures), null, 2)}\n`);
