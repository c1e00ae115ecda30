import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { geometryOf } from '../../../../diagrams/geometry.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The board's page, by the names of its files; the statecharts are those of `diagrams`. */
export async function bundlePage(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: at('main.tsx'), out: 'page' },
      { in: at('css/page.css'), out: 'page' },
    ],
    outdir: at('.'),
    absWorkingDir: at('.'),
    write: false,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { CHARTS: JSON.stringify(charts()) },
    legalComments: 'eof',
    logLevel: 'warning',
  });
  return new Map([
    ['index.html', readFileSync(at('index.html'))],
    ...outputFiles.map(({ path, contents }) => [basename(path), contents] as const),
  ]);
}

function charts() {
  const names = ['session', 'turns', 'supervisor', 'backend'];
  return Object.fromEntries(
    names.map((name) => {
      const svg = readFileSync(at(`../../../../diagrams/${name}.svg`), 'utf8');
      return [name, geometryOf(svg)] as const;
    }),
  );
}
