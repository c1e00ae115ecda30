import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { checks } from './codex-drift-checks.js';

/** A change to a generated file, for tests of the comparison itself: its text goes in and out. */
export type Change = (file: string, text: string) => string;

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
};

/** Lets a Codex write the types of its protocol into a folder. */
export function generateTypes(codex: string, folder: string): void {
  const args = ['app-server', 'generate-ts', '--experimental', '--out', folder];
  execFileSync(codex, args, { stdio: 'pipe' });
}

/**
 * Compares the types of `src/codex/protocol` with the ones Codex generated, as far as we use them.
 *
 * @param folder where the generated types are.
 * @returns one sentence for each difference; none when everything we use is as we think it is.
 */
export function differences(folder: string, change: Change = (_, text) => text): string[] {
  const source = resolve(import.meta.dirname, '../../src/codex/protocol');
  const { text, sentences } = checks(folder, source);
  // beside our sources, so that their imports resolve; it is never written
  const checkFile = join(source, 'drift-check.ts');
  const host = hostOf(new Map([[checkFile, text]]), folder, change);
  const program = ts.createProgram([checkFile], OPTIONS, host);
  const checked = program.getSourceFile(checkFile);
  if (checked === undefined) throw new Error('the comparison is not compiled');
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getSyntacticDiagnostics(checked),
    ...program.getSemanticDiagnostics(checked),
  ];
  return found.map(({ start = 0, messageText }) => {
    const { line } = checked.getLineAndCharacterOfPosition(start);
    const reason = ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\s+/g, ' ');
    return `${sentences[line] ?? `line ${line + 1}`}: ${reason.slice(0, 500)}`;
  });
}

/** What is read of Codex and of the compiler's library is the same in every comparison. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function hostOf(
  virtual: ReadonlyMap<string, string>,
  folder: string,
  change: Change,
): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const textOf = (file: string): string | undefined => {
    const text = virtual.get(file) ?? ts.sys.readFile(file);
    return text !== undefined && file.startsWith(folder) ? change(file, text) : text;
  };
  return {
    ...host,
    fileExists: (file) => virtual.has(file) || ts.sys.fileExists(file),
    readFile: textOf,
    getSourceFile(file, target) {
      const text = textOf(file);
      const key = `${file}\n${text}`;
      if (!parsed.has(key)) {
        parsed.set(key, text === undefined ? undefined : ts.createSourceFile(file, text, target));
      }
      return parsed.get(key);
    },
  };
}
