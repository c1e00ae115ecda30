import type { Browser } from 'playwright-core';
import { assetsFrom } from '../../src/inspect/board/assets.js';
import { type Board, openBoard } from '../../src/inspect/board/index.js';
import type { Fleet } from '../../src/inspect/fleet/api.js';
import { launchChromium } from './chromium.js';
import { NOW } from './moment.js';
import { withPalette } from './palette.js';
import { SCENE } from './scene.js';
import { FRAME, PICTURES, type PictureName, type Sources } from './sources.js';

/** Draws the pictures: the board as it is served, in a real browser. */
export async function drawPictures(sources: Sources): Promise<ReadonlyMap<PictureName, Buffer>> {
  const board = await openScene(sources);
  const browser = await launchChromium();
  try {
    return new Map([
      ['board.png', await draw(browser, board, PICTURES['board.png'])],
      ['board-dark.png', await draw(browser, board, PICTURES['board-dark.png'])],
    ]);
  } finally {
    await browser.close();
    await board.close();
  }
}

/** All processes of the scene; nothing can be done in it. */
const FLEET: Omit<Fleet, 'end'> = {
  subscribe(listener) {
    for (const news of SCENE) listener(news);
    return { unsubscribe: () => {} };
  },
  close: async () => false,
  approve: async () => ({ answered: false }),
};

async function openScene(sources: Sources): Promise<Board> {
  const assets = await assetsFrom((name) => Buffer.from(sources.get(name) ?? []));
  return openBoard({ source: { mode: 'live', fleet: FLEET }, assets, port: 0 });
}

async function draw(
  browser: Browser,
  { address }: Board,
  colorScheme: 'light' | 'dark',
): Promise<Buffer> {
  const page = await browser.newPage({ ...FRAME, colorScheme });
  // before the page reads it first
  await page.clock.setFixedTime(NOW);
  await page.goto(address);
  await page.locator('.connection.live').waitFor();
  await page.locator('.card').first().waitFor();
  const picture = await page.screenshot({ animations: 'disabled' });
  await page.close();
  return withPalette(picture);
}
