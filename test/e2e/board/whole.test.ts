import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../../diagrams/board/chromium.js';
import { litOn } from '../../support/board-page.js';
import { ProxyHouse } from '../../support/proxy-e2e.js';
import { ASKING, deed } from '../../support/proxy-e2e-asking.js';
import type { ProxyClient } from '../../support/proxy-e2e-client.js';

describe('the board beside a real proxy, in a real browser', () => {
  let house: ProxyHouse;
  let mine: ProxyClient;
  let other: ProxyClient;
  let browser: Browser;
  let page: Page;
  const foreign: string[] = [];

  beforeAll(async () => {
    house = await ProxyHouse.open({ settings: ASKING });
    const flags = ['--board', '--board-port', '0', '--max-sessions', '2'];
    mine = await house.serve({ flags });
    other = await house.serve({ flags: ['--team', 'web'] });
    const file = String((await mine.logged('the board is open')).addressIn);
    const address = readFileSync(file, 'utf8').trim();
    browser = await launchChromium();
    page = await browser.newPage({ reducedMotion: 'reduce' });
    page.on('request', (request) => {
      if (!request.url().startsWith(address)) foreign.push(request.url());
    });
    await page.goto(address);
  });

  afterAll(async () => {
    await browser.close();
    await house.close();
  });

  it('finds both proxies, of both teams', async () => {
    await page.getByRole('heading', { name: 'default' }).waitFor();
    await page.getByRole('heading', { name: 'web' }).waitFor();
  });

  it('answers an approval, and the turn goes on to its end', async () => {
    const { prompt, isDone } = deed(house, 'allowed');
    const { answer } = mine.begin('codex', { prompt, identity: 'worker' });
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Accept', exact: true }).click();
    expect(isDone()).toBe(false);
    await page.getByRole('button', { name: 'Yes: accept', exact: true }).click();
    const { isError, agentId } = await answer;
    expect([isError, isDone()]).toEqual([false, true]);
    await expect
      .poll(async () => (await litOn(page, agentId)).sort())
      .toEqual(['session.status.active', 'session.thread.idle']);
  });

  it('shows a refusal with its reason as it happens', async () => {
    const { code } = await mine.codex('say:`x`', { identity: 'worker' });
    expect(code).toBe('IDENTITY_CONFLICT');
    await page.getByText("identity 'worker' is already held").first().waitFor();
  });

  it('closes a session of another process after a confirmation', async () => {
    const { agentId } = await other.codex('say:`x`', { identity: 'elsewhere' });
    await page.locator(`.card[data-agent="${agentId}"] .card-open`).click();
    await page.getByRole('button', { name: 'Close the session…' }).click();
    await page.getByRole('dialog', { name: 'Close the session?' }).locator('.danger').click();
    await page.getByRole('dialog', { name: 'Close the session?' }).waitFor({ state: 'detached' });
    await expect.poll(async () => (await other.session(agentId)).status).toBe('closed');
  });

  it('shows Codex dying and coming back', async () => {
    process.kill(await mine.codexPid(), 'SIGKILL');
    await page
      .getByText(/was killed by SIGKILL|SIGKILL/)
      .first()
      .waitFor();
    const again = await mine.codex('say:`back`', { identity: 'after' });
    expect(again.isError).toBe(false);
    await page.locator(`.card[data-agent="${again.agentId}"]`).waitFor();
  });

  it('asked nobody but its own server for anything', () => {
    expect(foreign).toEqual([]);
  });
});
