import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoardError } from './errors.js';

/** The files of the page and their types. */
const TYPES = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
} as const;

export type AssetName = keyof typeof TYPES;

export interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

/** The files of the page, all of one build. */
export type Assets = Readonly<Record<AssetName, Asset>>;

/** The files of the page, each read by its name. */
export async function assetsFrom(
  read: (name: AssetName) => Buffer | Promise<Buffer>,
): Promise<Assets> {
  const asset = async (name: AssetName): Promise<Asset> => ({
    type: TYPES[name],
    content: await read(name),
  });
  return {
    'index.html': await asset('index.html'),
    'page.js': await asset('page.js'),
    'page.css': await asset('page.css'),
  };
}

/**
 * Reads the files of the page.
 *
 * @param folder what the build of the page made.
 * @throws BoardError when one of them cannot be read.
 */
export async function readAssets(folder: string): Promise<Assets> {
  try {
    return await assetsFrom((name) => readFile(join(folder, name)));
  } catch (cause) {
    const message = `the board's page is not in ${folder}; in a checkout, run npm run build`;
    throw new BoardError(message, { cause });
  }
}
