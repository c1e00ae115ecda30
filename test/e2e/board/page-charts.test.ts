import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { joined, picture, session, stepped } from '../../support/board-news.js';
import { pagesOfOneBrowser } from '../../support/board-page.js';

const scribe = session('scribe');
const base = [joined('p1', picture([scribe]))];
const PHONE = { width: 375, height: 812 };

const open = pagesOfOneBrowser();

/** The innermost states that are lit in a chart's frame, each with whether it is wholly in view. */
async function litIn(frame: Locator): Promise<(readonly [state: string, isInView: boolean])[]> {
  const view = await boxOf(frame);
  const states = await frame.locator('.node.lit:is(.simple, .final)').all();
  return Promise.all(
    states.map(async (state) => {
      const box = await boxOf(state);
      const isInView =
        box.x >= view.x &&
        box.y >= view.y &&
        box.x + box.width <= view.x + view.width &&
        box.y + box.height <= view.y + view.height;
      return [(await state.getAttribute('data-state')) ?? '', isInView] as const;
    }),
  );
}

async function boxOf(element: Locator) {
  const box = await element.boundingBox();
  if (box === null) throw new Error('it is not drawn');
  return box;
}

describe('the charts of a session', () => {
  it.each([1_024, 1_600])('have the states of both regions in view at %i pixels', async (width) => {
    const { page } = await open({ base, viewport: { width, height: 900 } });
    await page.getByRole('button', { name: 'scribe' }).click();
    const frame = page.getByRole('region', { name: 'Session, drawn' });
    await expect
      .poll(() => litIn(frame))
      .toEqual([
        ['session.status.active', true],
        ['session.thread.idle', true],
      ]);
  });
});

describe('the chart of a supervisor on a phone', () => {
  it('can be read, with its state in view and its words below the heading', async () => {
    const { page, board } = await open({ base, viewport: PHONE });
    board.tell(stepped('p1', 'supervisor', null, 'session.register', 'open'));
    await page.getByTitle('The supervisor’s statechart').click();
    const words = await boxOf(page.getByText('last event session.register'));
    const heading = await boxOf(page.getByRole('heading', { name: 'Supervisor statechart' }));
    expect(words.y).toBeGreaterThanOrEqual(heading.y + heading.height);
    expect(words.height).toBeLessThan(2 * heading.height);
    const frame = page.getByRole('region', { name: 'Supervisor statechart, drawn' });
    await expect.poll(() => litIn(frame)).toEqual([['supervisor.open', true]]);
    const { height } = await boxOf(frame.locator('.node.lit .title').last());
    expect(height).toBeGreaterThanOrEqual(11);
    await page.getByRole('button', { name: 'Fit to width' }).click();
    await page.getByRole('button', { name: 'Actual size' }).waitFor();
    expect((await boxOf(frame.locator('svg'))).width).toBeLessThanOrEqual(PHONE.width);
  });
});
