import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application, type TypeDocOptions } from 'typedoc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);

/** What `npm run docs:check` reads; a module without types of its own. */
async function readConfig(): Promise<TypeDocOptions> {
  const { default: config } = await import(new URL('.typedoc.mjs', root).href);
  return config;
}

const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

describe('the documentation of the API', () => {
  it('has every sub-path of the package as an entry point, and nothing else', async () => {
    const paths = Object.values(manifest.exports).flatMap((target) => sourceOf(target));
    expect(paths.length).toBeGreaterThan(4);
    expect((await readConfig()).entryPoints?.toSorted()).toEqual(paths.toSorted());
  });

  it('is checked by npm run check, where a warning is an error', async () => {
    expect(manifest.scripts.check).toContain('npm run docs:check');
    expect((await readConfig()).treatWarningsAsErrors).toBe(true);
  });

  it('is written to a folder that is not packed', async () => {
    const { out } = await readConfig();
    expect(manifest.files).toContain(`!${out}`);
  });
});

/** The source of `./dist/src/index.js`; of what is exported as it is there is none. */
function sourceOf(target: unknown): string[] {
  if (typeof target !== 'object' || target === null || !('default' in target)) return [];
  return [String(target.default).replace(/^\.\/dist\/(.*)\.js$/, '$1.ts')];
}

const MODULE = '/**\n * A module.\n *\n * @packageDocumentation\n */\n\n';

/** Modules with one fault each, and the name the check must say. */
const FAULTS = {
  aModule: ['/** Half of it. */\nexport const half = 0.5;', 'aModule (Module)'],
  aFunction: [`${MODULE}export function subtract() {}`, 'subtract'],
  aType: [`${MODULE}export type Sum = number;`, 'Sum'],
  aMethod: [`${MODULE}/** Sums. */\nexport class Sums { total() {} }`, 'Sums.total'],
  aHiddenType: [
    `${MODULE}interface Hidden {}\n/** Shows. */\nexport function show(it: Hidden): void {}`,
    'Hidden',
  ],
  aLink: [`${MODULE}/** As {@link nowhere}. */\nexport const here = 1;`, '"nowhere"'],
} as const;

describe('the check of the documentation', () => {
  let folder: string;
  let warnings: readonly string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'docs-'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('package.json', '{ "name": "fixture", "type": "module" }');
    const compilerOptions = { lib: ['es5'], module: 'nodenext', types: [] };
    write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    write('good.ts', `${MODULE}/** Adds. */\nexport const add = (a: number, b: number) => a + b;`);
    for (const [name, [source]] of Object.entries(FAULTS)) write(`${name}.ts`, source);
    warnings = await warningsOf(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(FAULTS))('finds the fault in %s', (module, [, name]) => {
    const found = warnings.filter((warning) => new RegExp(`\\b${module}\\b`).test(warning));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(name);
  });

  it('has nothing else to say: not of a module where every export is documented', () => {
    expect(warnings).toHaveLength(Object.keys(FAULTS).length);
  });
});

/** What the check warns of in a package. */
async function warningsOf(folder: string): Promise<string[]> {
  const { out, ...options } = await readConfig();
  const app = await Application.bootstrap({
    ...options,
    // by a glob it would not know whose package it is
    entryPoints: ['good', ...Object.keys(FAULTS)].map((name) => join(folder, `${name}.ts`)),
    tsconfig: join(folder, 'tsconfig.json'),
    packagesRequiringDocumentation: ['fixture'],
    intentionallyNotExported: [],
  });
  const warnings: string[] = [];
  app.logger.validationWarning = (message: string) => void warnings.push(message);
  const project = await app.convert();
  if (project === undefined) throw new Error('the modules cannot be read');
  app.validate(project);
  return warnings;
}
