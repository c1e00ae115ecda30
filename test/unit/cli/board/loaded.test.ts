import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const IMPORT = /^(?:import|export)(?! type)[^;]*? from '(\..*?)\.js';$/gms;

/** What a module loads before it does anything. */
function loadedBy(module: string, loaded = new Set<string>()): Set<string> {
  loaded.add(module);
  for (const [, path = ''] of readFileSync(module, 'utf8').matchAll(IMPORT)) {
    const next = resolve(module, '..', `${path}.ts`);
    if (!loaded.has(next)) loadedBy(next, loaded);
  }
  return loaded;
}

const boardIn = (module: string): string[] =>
  [...loadedBy(resolve(ROOT, module))]
    .map((path) => relative(ROOT, path))
    .filter((path) => /^src\/inspect\/(board|fleet)\//.test(path));

describe('the board', () => {
  it.each(['src/cli.ts', 'src/cli/serve.ts', 'src/cli/serve/service.ts'])(
    'is not loaded by %s, but for its port',
    (module) => {
      expect(boardIn(module).filter((path) => path !== 'src/inspect/board/port.ts')).toEqual([]);
    },
  );

  it('is loaded by what opens it', () => {
    expect(boardIn('src/cli/serve/board.ts')).toContain('src/inspect/board/server.ts');
  });
});
