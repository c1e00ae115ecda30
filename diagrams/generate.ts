import { writeFileSync } from 'node:fs';
import { drawAll } from './pictures.js';

for (const [name, text] of await drawAll()) {
  writeFileSync(new URL(name, import.meta.url), text);
  console.log(`diagrams/${name}`);
}
