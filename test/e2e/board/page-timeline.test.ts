import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { refusals } from '../../../src/domain/refusals.js';
import {
  approval,
  changed,
  joined,
  moved,
  picture,
  refusedIdentity,
  session,
} from '../../support/board-news.js';
import { pagesOfOneBrowser } from '../../support/board-page.js';

const scribe = session('scribe');
const base = [joined('p1', picture([scribe]))];
const many = Array.from({ length: 200 }, () => moved('p1', scribe, { threadState: 'busy' }));
const phone = { width: 375, height: 812 };

const open = pagesOfOneBrowser();

/** How far the newest row is below the last one in sight, in pixels. */
const below = (page: Page) =>
  page
    .locator('.rows')
    .evaluate(({ scrollHeight, scrollTop, clientHeight }) =>
      clientHeight === 0 ? -1 : Math.round(scrollHeight - scrollTop - clientHeight),
    );

describe('the newest row', () => {
  it('stays in sight when the page becomes lower, and when the connection is lost', async () => {
    const { page, board } = await open({
      base,
      news: many,
      viewport: { width: 1_024, height: 768 },
    });
    await expect.poll(() => below(page)).toBe(0);
    await page.setViewportSize({ width: 1_024, height: 500 });
    await expect.poll(() => below(page)).toBe(0);
    await board.close();
    await page.getByRole('alert').waitFor();
    await expect.poll(() => below(page)).toBe(0);
    expect(await page.getByRole('button', { name: 'Newest' }).count()).toBe(0);
  });

  it('is what is unfolded on a phone, and a place that was scrolled to the next time', async () => {
    const { page } = await open({ base, news: many, viewport: phone });
    const show = page.getByRole('button', { name: 'Show', exact: true });
    await show.click();
    await expect.poll(() => below(page)).toBe(0);
    await page.locator('.rows').evaluate((rows) => rows.scrollTo(0, 1_400));
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    await page.getByRole('button', { name: 'Hide' }).click();
    await show.click();
    const top = () => page.locator('.rows').evaluate(({ scrollTop }) => scrollTop);
    await expect.poll(top).toBe(1_400);
  });
});

describe('a refusal', () => {
  it('tells its reason in a row, and all of it when it is chosen, whatever the name is', async () => {
    const { page, board } = await open({ base, viewport: phone });
    board.tell(refusedIdentity('p1', 'L'.repeat(300), scribe.agentId));
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const row = page.locator('.row.kind-refused');
    const words = await row.locator('.what').evaluate((what) => {
      const { left, right } = what.getBoundingClientRect();
      return { left, right };
    });
    expect(words.right - words.left).toBeGreaterThan(150);
    expect(words.right).toBeLessThanOrEqual(phone.width);
    await page.locator('.rows').focus();
    await page.keyboard.press('ArrowUp');
    const moment = page.locator('.travel-moment');
    expect(await moment.textContent()).toMatch(/LL…LL.* refused: .* or choose another name$/);
    const hidden = await moment.evaluate((box) => ({
      wide: box.scrollWidth - box.clientWidth,
      high: box.scrollHeight - box.clientHeight,
    }));
    expect(hidden).toEqual({ wide: 0, high: 0 });
  });

  it('is shown on a phone beside others that come at once, or counted', async () => {
    const { page, board } = await open({ base, viewport: phone });
    board.tell(
      ...['a', 'b', 'c', 'd', 'e'].map((name) => refusedIdentity('p1', name, `codex:${name}`)),
    );
    const notices = page.getByRole('status', { name: 'Refusals' });
    await notices.getByText('2 more refusals in the timeline').waitFor();
    const names = notices.locator('.refusal > b');
    expect(await names.allTextContents()).toEqual(['c', 'd', 'e']);
    for (const name of await names.all()) expect(await name.isVisible()).toBe(true);
  });

  it('tells the team where there are several', async () => {
    const { page, board } = await open({
      base: [...base, joined('p2', picture([scribe], { team: 'shop' }))],
    });
    const refusal = refusals.maxSessionsExceeded(4);
    board.tell(changed('p2', { type: 'refused', command: 'register', refusal }));
    const row = page.locator('.row.kind-refused');
    await row.waitFor();
    const words = 'shop supervisor refused: the maximum of 4 active sessions is reached';
    expect(await row.getAttribute('title')).toContain(words);
    expect(await row.textContent()).toContain(words);
    expect(await page.locator('.refusal .origin').textContent()).toBe('shop');
    await row.click();
    expect(await page.locator('.travel-moment').textContent()).toContain(words);
  });
});

describe('the fleet', () => {
  it('says that closed sessions match a filter, where they do', async () => {
    const gone = session('gone', { status: 'closed', threadState: 'closed' });
    const { page } = await open({ base: [joined('p1', picture([scribe, gone]))] });
    await page.getByLabel('Filter sessions').fill('gone');
    await page.getByText('Of this process, only closed sessions match the filter.').waitFor();
    await page.getByRole('button', { name: 'Show 1 closed' }).click();
    expect(await page.locator('.card h3').allTextContents()).toEqual(['gone']);
  });

  it('shows of a question the beginning of a long word in it', async () => {
    const command = '/home/dev/atlas/'.concat('x'.repeat(90));
    const question = `Codex wants to run \`touch ${command}\``;
    const asking = approval(scribe, { question });
    const { page } = await open({
      base: [joined('p1', picture([scribe], { approvals: [asking] }))],
      viewport: { width: 1_024, height: 768 },
    });
    const asked = page.locator('.asked p');
    await asked.waitFor();
    // from the character on that must be seen
    const overflow = await asked.evaluate((box, place) => {
      const text = box.querySelector('.told')?.firstChild;
      if (text === null || text === undefined) return null;
      const range = box.ownerDocument.createRange();
      range.setStart(text, place);
      range.setEnd(text, place + 1);
      return range.getBoundingClientRect().bottom - box.getBoundingClientRect().bottom;
    }, question.indexOf(command) + 10);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});
