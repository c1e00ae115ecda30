import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from '../../diagrams/board/chromium.js';
import type { FleetNews } from '../../src/inspect/fleet/api.js';
import { FakeBoard } from './board-fake.js';

/** A page of the board in a browser, and the server behind it. */
export interface OpenedPage {
  readonly page: Page;
  readonly board: FakeBoard;
  /** What the browser complained of: errors, violations of the content policy, alerts. */
  readonly complaints: readonly string[];
  /** Ends both. */
  close(): Promise<void>;
}

interface PageOptions extends BrowserContextOptions {
  readonly base?: readonly FleetNews[];
  readonly mode?: 'live' | 'replay';
  readonly news?: readonly FleetNews[];
}

/**
 * One browser for all tests of a file: opens a page for one of them, and ends it after the test,
 * which fails if the browser complained of anything.
 */
export function pagesOfOneBrowser(): (options: PageOptions) => Promise<OpenedPage> {
  let browser: Browser | undefined;
  let opened: OpenedPage | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    const complaints = opened?.complaints ?? [];
    await opened?.close();
    opened = undefined;
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser?.close());
  return async (options) => {
    if (browser === undefined) throw new Error('a page is opened by a test, not before it');
    opened = await openPage(browser, options);
    return opened;
  };
}

/** Opens the board's page; `base` and `news` are what it is told first. */
async function openPage(
  browser: Browser,
  { base = [], mode = 'live', news = [], ...options }: PageOptions,
): Promise<OpenedPage> {
  const board = await FakeBoard.open(base, { mode });
  board.tell(...news);
  const context = await browser.newContext({
    ...{ viewport: { width: 1_600, height: 900 }, reducedMotion: 'reduce', ...options },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !isLostConnection(message.text())) {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  await page.goto(board.url);
  await page.locator('.connection.live, .connection.replay').waitFor();
  return {
    ...{ page, board, complaints },
    close: async () => {
      await context.close();
      await board.close();
    },
  };
}

/** A browser says so itself when a server is gone. */
function isLostConnection(text: string): boolean {
  return (
    /net::ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RESET|EMPTY_RESPONSE)/.test(
      text,
    ) || /status of 409/.test(text)
  );
}

/** The states that are lit on the card of a session. */
export async function litOn(page: Page, agentId: string): Promise<string[]> {
  const lit = page.locator(`.card[data-agent="${agentId}"] .pill.lit`);
  return lit.evaluateAll((pills) => pills.map((pill) => pill.getAttribute('data-state') ?? ''));
}

/** Presses Tab until what matches a selector has the focus. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate(
      `document.activeElement?.matches(${JSON.stringify(selector)})`,
    );
    if (isThere === true) return;
  }
  throw new Error(`40 times Tab do not lead to ${selector}`);
}
