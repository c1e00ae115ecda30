import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { geometryOf } from '../../../../diagrams/geometry.js';

/** Writes the board's page to `dist/board`; the statecharts are those of `diagrams`. */
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const out = at('../../../../dist/board/');

const charts = ['session', 'turns', 'supervisor', 'backend'].map((name) => {
  const svg = readFileSync(at(`../../../../diagrams/${name}.svg`), 'utf8');
  return [name, geometryOf(svg)] as const;
});

mkdirSync(out, { recursive: true });
await build({
  entryPoints: [
    { in: at('main.tsx'), out: 'page' },
    { in: at('css/page.css'), out: 'page' },
  ],
  outdir: out,
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'esm',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  define: { CHARTS: JSON.stringify(Object.fromEntries(charts)) },
  legalComments: 'eof',
  logLevel: 'warning',
});
copyFileSync(at('index.html'), `${out}index.html`);
