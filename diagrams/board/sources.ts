import { bundlePage } from '../../src/inspect/board/page/bundle.js';
import { NOW } from './moment.js';
import { SCENE } from './scene.js';

/** The pictures in `diagrams`, and the colours each is drawn in. */
export const PICTURES = { 'board.png': 'light', 'board-dark.png': 'dark' } as const;

export type PictureName = keyof typeof PICTURES;

/** How the page is looked at. */
export const FRAME = {
  viewport: { width: 1_360, height: 800 },
  deviceScaleFactor: 1.5,
  locale: 'en-GB',
  timezoneId: 'UTC',
  reducedMotion: 'reduce',
} as const;

/** Everything the pictures are drawn from, by name. */
export type Sources = ReadonlyMap<string, Uint8Array>;

export async function sourcesNow(): Promise<Sources> {
  const frame = JSON.stringify({ ...FRAME, now: NOW, pictures: PICTURES });
  return new Map([
    ...(await bundlePage()),
    ['scene', Buffer.from(JSON.stringify(SCENE))],
    ['frame', Buffer.from(frame)],
  ]);
}
