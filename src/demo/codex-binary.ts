import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface CodexBinary {
  /** The native executable. */
  readonly path: string;
  /** The version of the package it came with. */
  readonly version: string;
}

/**
 * Finds the native executable of the installed `@openai/codex`.
 *
 * The package's own command is a Node program that starts this executable and passes signals on;
 * a demonstration of a crash wants to hit Codex itself. Layout as of 0.169.0: an optional package
 * for each platform holds `vendor/<target>/bin/codex`.
 *
 * @throws Error when it is not installed for this platform.
 */
export function findCodexBinary(): CodexBinary {
  const manifest = createRequire(import.meta.url).resolve('@openai/codex/package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
  const platformPackage = `@openai/codex-${process.platform}-${process.arch}`;
  const vendor = vendorOf(platformPackage, manifest);
  const executable = process.platform === 'win32' ? 'codex.exe' : 'codex';
  for (const target of vendor === undefined ? [] : readdirSync(vendor)) {
    const path = join(vendor ?? '', target, 'bin', executable);
    if (existsSync(path)) return { path, version: String(version) };
  }
  throw new Error(`${platformPackage} ${version} is not installed; run npm ci on this machine`);
}

function vendorOf(platformPackage: string, manifest: string): string | undefined {
  try {
    const found = createRequire(manifest).resolve(`${platformPackage}/package.json`);
    return join(dirname(found), 'vendor');
  } catch {
    return undefined;
  }
}
