import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  approval,
  asked,
  at,
  joined,
  moved,
  picture,
  session,
  sight,
} from '../../support/board-news.js';
import { pagesOfOneBrowser, tabTo } from '../../support/board-page.js';

const reviewer = session('reviewer', { threadState: 'busy' });
const scribe = session('scribe', { repoName: 'ledger', tag: 'docs' });
const sleeper = session('sleeper', { status: 'stale' });
const change = { path: 'src/a.ts', kind: 'update', diff: '@@ -1 +1 @@\n-old\n+new\n' } as const;
const asking = approval(reviewer, {
  kind: 'file_change',
  question: 'Change a?',
  changes: [change],
});
const ended = { turnId: 't', how: 'failed', since: at(-90), endedAt: at(-60) } as const;
const base = [
  joined(
    'p1',
    picture([reviewer, scribe, sleeper], {
      approvals: [asking],
      sights: [sight(reviewer, { turns: [ended] })],
    }),
  ),
];

const none = asked('p1', [], at(2));

const open = pagesOfOneBrowser();

const focused = (page: Page) => page.evaluate('document.activeElement.textContent');

describe('by keyboard alone', () => {
  it('finds a session, opens it, closes it after a confirmation, and comes back', async () => {
    const { page, board } = await open({ base });
    await page.keyboard.press('/');
    await page.keyboard.type('ledger');
    await page.locator('.card').nth(1).waitFor({ state: 'detached' });
    await tabTo(page, '.card-open');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'scribe' }).waitFor();
    await tabTo(page, '.danger-quiet');
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Close the session?' });
    await question.waitFor();
    expect(await question.textContent()).toContain('scribe ends for good');
    await tabTo(page, '.danger');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    expect(board.asked).toEqual([
      { path: '/close', body: { process: 'p1', agentId: scribe.agentId } },
    ]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe('scribe');
  });

  it('lists its keys, and Escape leaves the list', async () => {
    const { page } = await open({ base });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys and words' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('types a slash or a question mark into the filter as text', async () => {
    const { page } = await open({ base });
    await page.keyboard.press('/');
    await page.keyboard.type('a/b?');
    expect(await page.getByLabel('Filter sessions').inputValue()).toBe('a/b?');
    await page.getByText('No session of this process matches the filter.').waitFor();
  });
});

describe('the filter', () => {
  it('narrows by chosen states', async () => {
    const { page } = await open({ base });
    await page.getByRole('button', { name: 'stale', exact: true }).click();
    expect(await page.locator('.card h3').allTextContents()).toEqual(['sleeper']);
    await page.getByRole('button', { name: 'active', exact: true }).click();
    expect(await page.locator('.card').count()).toBe(3);
  });
});

describe('an approval', () => {
  it('is answered in two steps, with what it would change in sight', async () => {
    const { page, board } = await open({ base });
    await page.getByRole('button', { name: '1 approval' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change files' });
    await dialog.waitFor();
    expect(await dialog.locator('.diff-line.removed').textContent()).toBe('-old');
    expect(await dialog.locator('.diff-line.added').textContent()).toBe('+new');
    await dialog.getByRole('button', { name: 'Decline' }).click();
    expect(board.asked).toEqual([]);
    await dialog.getByRole('button', { name: 'Yes: decline' }).click();
    await dialog.waitFor({ state: 'detached' });
    const answer = { approvalId: asking.approvalId, decision: 'decline' };
    expect(board.asked).toEqual([{ path: '/approve', body: { process: 'p1', answer } }]);
  });

  it('is not given by a key that is held down, and gives the focus to its session', async () => {
    const { page, board } = await open({ base });
    board.reply = () => {
      board.tell(none);
      return { status: 200, body: { answered: true } };
    };
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Accept', exact: true }).focus();
    // every one after the first is a repetition
    for (let times = 0; times < 10; times += 1) await page.keyboard.down('Enter');
    await page.keyboard.up('Enter');
    await page.getByRole('group', { name: 'Confirm: Accept' }).waitFor();
    expect(board.asked).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(board.asked).toHaveLength(1);
    await expect.poll(() => focused(page)).toBe('reviewer');
  });

  it('says why an answer could not be given, and stays open', async () => {
    const { page, board } = await open({ base });
    const error = { code: 'unreachable', message: 'the process is gone' };
    board.reply = () => ({ status: 409, body: { error } });
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    await page.getByRole('button', { name: 'Yes: accept' }).click();
    await page.getByRole('alert').getByText('the process is gone').waitFor();
  });

  it('says so when it was answered elsewhere meanwhile', async () => {
    const { page, board } = await open({ base });
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('dialog').waitFor();
    board.tell(none);
    await page.getByText('It is not open any more').waitFor();
    expect(await page.getByRole('button', { name: 'Accept', exact: true }).count()).toBe(0);
  });
});

describe('much at once', () => {
  it('draws some of many sessions and of many events, and more when asked', async () => {
    const many = Array.from({ length: 300 }, (_, place) => session(`agent-${place}`));
    const news = many.flatMap((each) => [
      moved('p1', each, { threadState: 'busy' }),
      moved('p1', { ...each, threadState: 'busy' }, { threadState: 'idle' }),
    ]);
    const { page, board } = await open({ base: [joined('p1', picture(many))], news });
    expect(await page.locator('.card').count()).toBe(240);
    expect(await page.locator('.row').count()).toBeLessThan(80);
    expect(await page.locator('.row').last().textContent()).toContain('agent-299');
    await page.getByRole('button', { name: 'Show 60 more of 300' }).click();
    expect(await page.locator('.card').count()).toBe(300);
    board.tell(moved('p1', session('agent-7'), { threadState: 'busy' }));
    await page.locator('.row', { hasText: 'agent-7 idle → busy' }).waitFor();
  });

  it('stays where a reader has scrolled to in the timeline', async () => {
    const news = Array.from({ length: 200 }, () => moved('p1', scribe, { threadState: 'busy' }));
    const { page, board } = await open({ base, news });
    await page.locator('.rows').evaluate((rows) => rows.scrollTo(0, 1_400));
    await page.getByRole('button', { name: 'Newest' }).waitFor();
    board.tell(moved('p1', scribe, { threadState: 'idle', tag: 'late' }));
    await page.locator(`.card .tag`, { hasText: 'late' }).waitFor();
    expect(await page.locator('.rows').evaluate((rows) => rows.scrollTop)).toBe(1_400);
    await page.getByRole('button', { name: 'Newest' }).click();
    await page.locator('.row', { hasText: 'tag: late' }).waitFor();
  });
});

describe('on a phone', () => {
  it('folds the timeline away until it is wanted', async () => {
    const news = [moved('p1', scribe, { threadState: 'busy' })];
    const { page } = await open({ base, news, viewport: { width: 375, height: 812 } });
    expect(await page.locator('.row').isVisible()).toBe(false);
    expect(await page.locator('.latest').textContent()).toContain('scribe idle → busy');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('.row', { hasText: 'idle → busy' }).waitFor();
  });
});

describe('the theme', () => {
  it('is the browser’s until another is chosen, which is remembered', async () => {
    const { page } = await open({ base, colorScheme: 'dark' });
    const ground = () =>
      page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    const dark = await ground();
    await page.getByRole('button', { name: 'Theme: auto' }).click();
    expect(await ground()).not.toBe(dark);
    await page.reload();
    await page.getByRole('button', { name: 'Theme: light' }).click();
    expect(await ground()).toBe(dark);
  });
});

describe('accessibility', () => {
  it.each(['light', 'dark'] as const)(
    'has no serious fault in the %s theme',
    async (colorScheme) => {
      const { page } = await open({ base, colorScheme });
      const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
      await page.evaluate(await readFile(axe, 'utf8'));
      expect(await faults(page)).toEqual([]);
      await page.getByRole('button', { name: 'reviewer' }).click();
      await page.getByRole('dialog').waitFor();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Answer' }).click();
      await page.getByRole('dialog').waitFor();
      expect(await faults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByTitle('The backend’s statechart').click();
      await page.getByRole('dialog', { name: 'Backend of atm-dev' }).waitFor();
      expect(await faults(page)).toEqual([]);
    },
  );
});

interface Fault {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe-core finds serious or critical on a page. */
async function faults(page: Page): Promise<string[]> {
  const found = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
  )) as readonly Fault[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`);
}
