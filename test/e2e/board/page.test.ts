import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  approval,
  at,
  joined,
  moved,
  picture,
  refusedIdentity,
  seen,
  session,
  sight,
  stepped,
} from '../../support/board-news.js';
import { litOn, pagesOfOneBrowser } from '../../support/board-page.js';

const reviewer = session('reviewer', { threadState: 'busy', branch: 'feature/board' });
const scribe = session('scribe', { repoName: 'ledger', tag: 'docs' });
const sleeper = session('sleeper', { status: 'stale' });
const gone = session('gone', { status: 'closed', threadState: 'closed' });
const working = { state: 'running', activity: 'running npm test', since: at(-9) } as const;
const base = [
  joined(
    'p1',
    picture([reviewer, scribe, sleeper, gone], {
      sights: [sight(reviewer, { turn: working, queued: 2 })],
      charts: [
        { chart: 'supervisor', agentId: null, value: 'open' },
        { chart: 'backend', agentId: null, value: 'ready' },
        { chart: 'turns', agentId: reviewer.agentId, value: 'starting' },
      ],
    }),
  ),
];

const open = pagesOfOneBrowser();

const cards = (page: Page) => page.locator('.card h3').allTextContents();

describe('the board in a browser', () => {
  it.each([320, 375, 1_024, 1_600])('fits a page of %i pixels', async (width) => {
    const { page } = await open({ base, viewport: { width, height: 800 } });
    await page.locator('.card').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const boxes = await page.locator('.card, button:visible, input').evaluateAll((elements) =>
      elements.map((element) => {
        const { left, right, height } = element.getBoundingClientRect();
        return { left, right, height };
      }),
    );
    for (const { left, right, height } of boxes) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      expect(height).toBeGreaterThanOrEqual(24);
    }
  });

  it('shows the sessions in order, and lights the states of both regions', async () => {
    const { page } = await open({ base });
    expect(await cards(page)).toEqual(['reviewer', 'scribe', 'sleeper']);
    expect(await litOn(page, reviewer.agentId)).toEqual([
      'session.status.active',
      'session.thread.busy',
    ]);
    expect(await litOn(page, sleeper.agentId)).toEqual([
      'session.status.stale',
      'session.thread.idle',
    ]);
    const card = page.locator(`.card[data-agent="${reviewer.agentId}"]`);
    expect(await card.textContent()).toContain('running npm test');
    expect(await card.textContent()).toContain('+2 queued');
    const drawn = card.getByRole('img', { name: 'status: active, thread: busy' });
    expect(await drawn.count()).toBe(1);
    expect(await page.locator('.occupancy').textContent()).toContain('2 of 8 active');
    await page.getByRole('button', { name: 'Show 1 closed' }).click();
    expect(await cards(page)).toContain('gone');
  });

  it('moves the light as events arrive, along the arrow that was taken', async () => {
    const { page, board } = await open({ base });
    const value = { status: 'active', thread: 'busy' };
    board.tell(
      stepped('p1', 'session', scribe.agentId, 'turn.started', value),
      moved('p1', scribe, { threadState: 'busy' }),
      seen('p1', sight(scribe, { turn: { ...working, activity: 'reading a file' } })),
    );
    const card = page.locator(`.card[data-agent="${scribe.agentId}"]`);
    await card.getByText('reading a file').waitFor();
    expect(await litOn(page, scribe.agentId)).toContain('session.thread.busy');
    expect(await card.locator('.mini-edge.lit').count()).toBe(1);
    expect(await page.locator('.row', { hasText: 'idle → busy' }).count()).toBe(1);
  });

  it('shows a refusal with its reason, and keeps it in the timeline', async () => {
    const { page, board } = await open({ base });
    board.tell(refusedIdentity('p1', 'reviewer', reviewer.agentId));
    const words = "identity 'reviewer' is already held by active session 'codex:reviewer'";
    await page.getByRole('status', { name: 'Refusals' }).getByText(words).waitFor();
    expect(await page.locator('.row.kind-refused').textContent()).toContain(words);
  });

  it('draws the whole charts in the details, lit and with the arrow that was taken', async () => {
    const { page, board } = await open({ base });
    await page.getByRole('button', { name: 'reviewer' }).click();
    const chart = page.getByRole('dialog').locator('.chart[aria-label^="turns"]');
    await chart.locator('.node.lit[data-state="turns.starting"]').waitFor();
    board.tell(stepped('p1', 'turns', reviewer.agentId, 'turn.started', { running: 'working' }));
    await chart.locator('.node.lit[data-state="turns.running.working"]').waitFor();
    const edges = await chart
      .locator('.edge.lit')
      .evaluateAll((lit) => lit.map((edge) => edge.getAttribute('data-edge')));
    expect(edges).toEqual(['turns.starting->turns.running']);
    const details = await page.getByRole('dialog').textContent();
    expect(details).toContain('feature/board');
    expect(details).toContain('turns: turn.started → running.working');
  });

  it('says what to do where there is nothing to see', async () => {
    const { page, board } = await open({ base: [] });
    await page.getByText('No process serves sessions').waitFor();
    board.tell(joined('p2', picture([], { team: 'late' })));
    await page.getByRole('heading', { name: 'late' }).waitFor();
    board.tell({ type: 'left', process: 'p2', at: at(5) });
    await page.getByText('No process serves sessions').waitFor();
  });
});

describe('the board at 320 pixels, as on a page that is magnified', () => {
  it('never scrolls sideways, whatever is opened', async () => {
    const news = [moved('p1', scribe, { threadState: 'busy' })];
    const { page } = await open({ base, news, viewport: { width: 320, height: 640 } });
    const width = () => page.evaluate('document.documentElement.scrollWidth');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('.row').first().click();
    await page.locator('.travel').waitFor();
    expect(await width()).toBe(320);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Hide', exact: true }).click();
    await page.getByRole('button', { name: 'reviewer' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.evaluate(({ scrollWidth }) => scrollWidth)).toBe(320);
  });
});

describe('what is told by somebody else', () => {
  const hostile = [
    '<img src=x onerror=alert(1)>',
    '<script>alert(2)</script>',
    'a\u202edetrever\u0000\nb',
    `z${'\u0316\u0317\u0318\u0319'.repeat(60)}algo`,
    'x'.repeat(1_000),
    'نص-عربي',
  ];

  it('is text and nothing else, and stays in its place', async () => {
    const sessions = hostile.map((text, place) =>
      session(text, { agentId: `a${place}`, branch: text, repoName: text, tag: text, cwd: text }),
    );
    const doing = sessions.map((each, place) =>
      sight(each, { turn: { ...working, activity: hostile[place] ?? '' } }),
    );
    const approvals = sessions.map((each) =>
      approval(each, {
        question: each.identity,
        changes: [{ path: each.identity, kind: 'update', diff: each.identity }],
      }),
    );
    const { page, board } = await open({
      base: [joined('p1', picture(sessions, { sights: doing, approvals, team: hostile[0] ?? '' }))],
      viewport: { width: 375, height: 800 },
    });
    board.tell(...hostile.map((text) => refusedIdentity('p1', text, text)));
    await page.locator('.refusal').last().waitFor();
    expect(await page.evaluate('document.images.length + document.scripts.length')).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
    expect(await cards(page)).toContain('a⟨202E⟩detrever⟨0000⟩↵b');
    const heights = await page
      .locator('.card')
      .evaluateAll((all) => all.map((card) => card.getBoundingClientRect().height));
    expect(Math.max(...heights)).toBeLessThan(260);
    await page.locator('.card[data-agent="a4"] .card-open').focus();
    await page.keyboard.press('Enter');
    const shown = await page.getByRole('dialog').getByRole('heading', { level: 2 }).textContent();
    expect(shown).toBe('x'.repeat(1_000));
    expect(await page.evaluate('document.querySelector("dialog").scrollWidth')).toBe(375);
  });
});
