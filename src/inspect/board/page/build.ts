import { mkdirSync, writeFileSync } from 'node:fs';
import { bundlePage } from './bundle.js';

/** Writes the board's page to `dist/board`. */
const out = new URL('../../../../dist/board/', import.meta.url);

mkdirSync(out, { recursive: true });
for (const [name, content] of await bundlePage()) writeFileSync(new URL(name, out), content);
