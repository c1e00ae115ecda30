import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { FleetNews } from '../../../src/inspect/fleet/api.js';
import {
  approval,
  asked,
  at,
  changed,
  joined,
  moved,
  picture,
  refusedIdentity,
  session,
} from '../../support/board-news.js';
import { pagesOfOneBrowser, tabTo } from '../../support/board-page.js';

const reviewer = session('reviewer', { threadState: 'busy' });
const scribe = session('scribe');
const worker = session('worker');
const team = picture([reviewer, scribe, worker], { approvals: [approval(reviewer)] });
const base = [joined('p1', team)];
const left: FleetNews = { type: 'left', process: 'p1', at: at(5) };
const closedScribe = changed(
  'p1',
  {
    type: 'closed',
    previous: scribe,
    record: { ...scribe, status: 'closed', threadState: 'closed' },
  },
  at(3),
);
const steps = [
  moved('p1', scribe, { threadState: 'busy' }, at(1)),
  refusedIdentity('p1', 'scribe', scribe.agentId, at(2)),
  moved('p1', worker, { threadState: 'busy' }, at(3)),
  refusedIdentity('p1', 'worker', worker.agentId, at(4)),
  moved('p1', worker, { branch: 'next' }, at(5)),
];

const open = pagesOfOneBrowser();

/** What has the focus, as it is named or written; BODY is nothing. */
const focused = (page: Page) =>
  page.evaluate(
    '((a) => a === document.body ? "BODY" : a.ariaLabel ?? a.textContent)(document.activeElement)',
  );

/** Presses a key where a selector leads. */
async function pressOn(page: Page, selector: string, key = 'Enter'): Promise<void> {
  await page.locator(selector).first().focus();
  await page.keyboard.press(key);
}

const bar = (page: Page) => page.getByRole('region', { name: 'The moment that is looked at' });

describe('the filter box', () => {
  it('is emptied by Escape, filter and all, and left by another one', async () => {
    const { page } = await open({ base });
    await page.keyboard.press('/');
    await page.keyboard.type('worker');
    await page.locator('.card').nth(1).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.locator('.card').nth(2).waitFor();
    expect(await page.getByLabel('Filter sessions').inputValue()).toBe('');
    expect(await focused(page)).toBe('Filter sessions');
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('reviewer');
  });
});

describe('the focus', () => {
  it('stays in a session that was closed, and goes to the one beside its card', async () => {
    const { page, board } = await open({ base });
    board.reply = () => {
      board.tell(closedScribe);
      return { status: 200, body: { closed: true } };
    };
    await page.getByRole('button', { name: 'scribe' }).focus();
    await page.keyboard.press('Enter');
    await tabTo(page, '.danger-quiet');
    await page.keyboard.press('Enter');
    await tabTo(page, '.danger');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Close the session?' }).waitFor({ state: 'detached' });
    await page.locator('.state .word.closed').first().waitFor();
    expect(await focused(page)).toBe('Close the session…');
    await page.getByText('Show 1 closed').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('worker');
  });

  it('stays with a card that goes to another place, in browsers that lose it so', async () => {
    const { page, board } = await open({ base });
    await page.evaluate('delete Element.prototype.moveBefore');
    await page.getByRole('button', { name: 'reviewer' }).focus();
    board.tell(moved('p1', reviewer, { status: 'stale' }));
    board.tell(changed('p1', { type: 'registered', record: session('alpha') }));
    await page.getByRole('button', { name: 'alpha' }).waitFor();
    const names = await page.locator('.card h3').allTextContents();
    expect(names).toEqual(['alpha', 'scribe', 'worker', 'reviewer']);
    expect(await focused(page)).toBe('reviewer');
  });

  it('goes to the session whose approval was answered elsewhere', async () => {
    const { page, board } = await open({ base });
    await pressOn(page, '.asked button');
    await page.getByRole('dialog').waitFor();
    board.tell(asked('p1', [], at(2)));
    await page.getByText('It is not open any more').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('reviewer');
  });

  it('goes to the place of the sessions when the process of the one it is in leaves', async () => {
    const { page, board } = await open({ base });
    await pressOn(page, '.card-open');
    await tabTo(page, '.danger-quiet');
    board.tell(left);
    await page.getByText('It is not known at this moment').waitFor();
    await expect.poll(() => focused(page)).toBe('Leave');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Sessions');
  });

  it('goes to the timeline from what takes a reader back to now', async () => {
    const { page } = await open({ base, news: steps });
    await page.locator('.row').first().click();
    await pressOn(page, '.travel .primary');
    await bar(page).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('What happened, newest last');
  });

  it('goes to the timeline from “Newest”', async () => {
    const news = Array.from({ length: 200 }, () => moved('p1', scribe, { threadState: 'busy' }));
    const { page } = await open({ base, news });
    await page.locator('.rows').evaluate((rows) => rows.scrollTo(0, 1_400));
    await pressOn(page, '.newest');
    await page.locator('.newest').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('What happened, newest last');
  });

  it('stays on a step that leads no further', async () => {
    const { page } = await open({ base, news: steps });
    await page.locator('.row', { hasText: 'worker idle → busy' }).click();
    await page.getByRole('button', { name: 'Step' }).focus();
    await page.keyboard.press('Enter');
    await bar(page).getByText('4 / 5').waitFor();
    await page.keyboard.press('Enter');
    await bar(page).getByText('5 / 5').waitFor();
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('Step ▶');
  });

  it('moves no page under a reader who points', async () => {
    const many = Array.from({ length: 60 }, (_, index) => session(`s${index + 10}`));
    const all = picture(many, { maxConcurrent: 100 });
    const { page, board } = await open({ base: [joined('p1', all)] });
    await page.getByRole('button', { name: 's10' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const scroll = (to: string) => page.evaluate(`document.querySelector('.fleet').scrollTop${to}`);
    await scroll(' = 1500');
    board.tell(changed('p1', { type: 'forgotten', record: many[0]! }, at(1)));
    await expect.poll(() => focused(page)).toBe('s11');
    expect(await scroll('')).toBeGreaterThan(1_000);
  });

  it('is left to a reader who takes it away', async () => {
    const { page, board } = await open({ base });
    await page.getByRole('button', { name: 'scribe' }).focus();
    await page.locator('.brand').click();
    board.tell(left);
    await page.getByText('No process serves sessions').waitFor();
    expect(await focused(page)).toBe('BODY');
  });
});

describe('a confirmation that is left before its answer comes', () => {
  it('takes no other pane away when it comes', async () => {
    const { page, board } = await open({ base });
    let answer = (_: { status: number; body: unknown }): void => {};
    board.reply = () => new Promise((resolve) => (answer = resolve));
    await page.getByRole('button', { name: 'scribe' }).click();
    await page.getByRole('button', { name: 'Close the session…' }).click();
    const question = page.getByRole('dialog', { name: 'Close the session?' });
    await question.getByText('Close it').press('Enter');
    await question.getByText('Closing…').press('Escape');
    await question.waitFor({ state: 'detached' });
    const answered = page.waitForResponse('**/close');
    answer({ status: 200, body: { closed: true } });
    await (await answered).finished();
    // the page has taken it by the second frame
    await page.evaluate(
      'new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r)))',
    );
    expect(await page.getByRole('dialog', { name: 'scribe' }).isVisible()).toBe(true);
  });
});

describe('a confirmation whose process leaves', () => {
  it('says so, closes nothing, and stays in front', async () => {
    const { page, board } = await open({ base });
    await page.getByRole('button', { name: 'scribe' }).click();
    await page.getByRole('button', { name: 'Close the session…' }).click();
    const question = page.getByRole('dialog', { name: 'Close the session?' });
    await question.waitFor();
    board.tell(left);
    await question.getByRole('alert').getByText('Its process left').waitFor();
    await question.getByText('Close it').press('Enter');
    expect(board.asked).toEqual([]);
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    await page.getByText('It is not known at this moment').waitFor();
  });
});

describe('what the timeline shows', () => {
  it('is what steps go over, and leaves the page its keys', async () => {
    const { page } = await open({ base, news: steps });
    await page.locator('.row', { hasText: 'worker idle → busy' }).click();
    await bar(page).getByText('3 / 5').waitFor();
    const choice = page.getByLabel('What the timeline shows');
    await choice.selectOption('refusals');
    await bar(page).getByText('1 / 2').waitFor();
    await pressOn(page, '.rows', 'ArrowRight');
    await bar(page).getByText('2 / 2').waitFor();
    expect(await page.locator('.row[aria-selected=true]').textContent()).toContain('worker');
    await page.keyboard.press('ArrowLeft');
    await bar(page).getByText('1 / 2').waitFor();
    await choice.focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and words' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await bar(page).waitFor();
    await page.keyboard.press('Escape');
    await bar(page).waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    expect(await focused(page)).toBe('Filter sessions');
  });
});
