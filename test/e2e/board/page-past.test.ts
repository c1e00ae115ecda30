import { describe, expect, it } from 'vitest';
import {
  approval,
  asked,
  at,
  changed,
  joined,
  moved,
  picture,
  session,
} from '../../support/board-news.js';
import { litOn, pagesOfOneBrowser } from '../../support/board-page.js';

const reviewer = session('reviewer', { threadState: 'busy' });
const scribe = session('scribe');
const sleeper = session('sleeper', { status: 'stale' });
const gone = session('gone', { status: 'closed', threadState: 'closed' });
const base = [joined('p1', picture([reviewer, scribe, sleeper, gone]))];

const open = pagesOfOneBrowser();

describe('the connection', () => {
  it('comes back by itself, with what was missed', async () => {
    const { page, board } = await open({ base });
    board.drop();
    board.tell(moved('p1', scribe, { threadState: 'busy' }));
    await page.locator('.row', { hasText: 'idle → busy' }).waitFor();
    await page.locator('.connection.live').waitFor();
    expect(await litOn(page, scribe.agentId)).toContain('session.thread.busy');
  });

  it('keeps what was seen when the server is gone, says so, and lets nothing be changed', async () => {
    const { page, board } = await open({ base });
    await board.close();
    await page.getByRole('alert').getByText('The connection is lost').waitFor();
    expect(await page.locator('.card h3').allTextContents()).toEqual([
      'reviewer',
      'scribe',
      'sleeper',
    ]);
    await page.getByRole('button', { name: 'reviewer' }).click();
    expect(await page.getByRole('button', { name: 'Close the session' }).isDisabled()).toBe(true);
  });
});

describe('a page that gets no frames any more, as one that is covered', () => {
  it('goes on to hear', async () => {
    const { page, board } = await open({ base });
    await page.evaluate('window.requestAnimationFrame = () => 0');
    board.tell(asked('p1', [approval(reviewer)]));
    await expect.poll(() => page.title()).toBe('(1) codex-sessions');
  });
});

describe('a silent connection', () => {
  it('is lost, and the picture is whole when the server goes on', async () => {
    const { page, board } = await open({ base });
    await page.clock.install();
    await page.reload();
    await page.locator('.connection.live').waitFor();
    board.stop();
    board.tell(moved('p1', scribe, { threadState: 'busy' }));
    await page.clock.runFor(40_000);
    await page.getByRole('alert').getByText('The connection is lost').waitFor();
    await page.locator('.connection.reconnecting').waitFor();
    board.goOn();
    await page.locator('.connection.live').waitFor();
    expect(await litOn(page, scribe.agentId)).toContain('session.thread.busy');
  });

  it('is not one on which beats are heard', async () => {
    const { page, board } = await open({ base });
    await page.clock.install();
    await page.addInitScript(COUNT_BEATS);
    await page.reload();
    await page.locator('.connection.live').waitFor();
    const { connections } = board;
    for (const beats of [1, 2]) {
      await page.clock.runFor(30_000);
      board.beat();
      await expect.poll(() => page.evaluate('beats')).toBe(beats);
    }
    expect(board.connections).toBe(connections);
    expect(await page.locator('.connection.live').count()).toBe(1);
  });
});

const COUNT_BEATS = `
  window.beats = 0;
  window.EventSource = class extends EventSource {
    constructor(...given) {
      super(...given);
      this.addEventListener('beat', () => { window.beats += 1; });
    }
  };
`;

describe('looking back', () => {
  const news = [
    moved('p1', scribe, { threadState: 'busy' }, at(1)),
    changed('p1', { type: 'stale', reason: 'lost', record: { ...scribe, status: 'stale' } }, at(2)),
    asked('p1', [approval(reviewer)], at(3)),
  ];

  it('shows the whole board as it was after any entry, and steps by keys', async () => {
    const { page } = await open({ base, news });
    await page.locator('.row', { hasText: 'idle → busy' }).click();
    const bar = page.getByRole('region', { name: 'The moment that is looked at' });
    await bar.getByText('1 / 3').waitFor();
    expect(await litOn(page, scribe.agentId)).toEqual([
      'session.status.active',
      'session.thread.busy',
    ]);
    expect(await page.locator('.badge').count()).toBe(0);
    await page.locator('.rows').focus();
    await page.keyboard.press('ArrowDown');
    await bar.getByText('2 / 3').waitFor();
    expect(await litOn(page, scribe.agentId)).toContain('session.status.stale');
    await page.keyboard.press('ArrowLeft');
    await bar.getByText('1 / 3').waitFor();
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'detached' });
    expect(await page.locator('.badge').textContent()).toBe('1 approval');
  });

  it('stays at its moment while more happens, and changes nothing there', async () => {
    const { page, board } = await open({ base, news });
    await page.locator('.row', { hasText: 'idle → busy' }).click();
    board.tell(changed('p1', { type: 'closed', record: gone, previous: gone }, at(9)));
    await page.getByText('1 / 4').waitFor();
    expect(await litOn(page, scribe.agentId)).toContain('session.thread.busy');
    await page.getByRole('button', { name: 'scribe' }).click();
    expect(await page.getByRole('button', { name: 'Close the session' }).isDisabled()).toBe(true);
  });

  it('plays a recorded run from its first step', async () => {
    const { page } = await open({ base, news, mode: 'replay' });
    await page.getByText('1 / 3').waitFor();
    await page.getByRole('button', { name: 'Step' }).click();
    await page.getByText('2 / 3').waitFor();
    expect(await litOn(page, scribe.agentId)).toContain('session.status.stale');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
    await page.getByText('1 / 3').waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText('3 / 3').waitFor();
  });
});
