import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * Starts a Chromium without a window: the one of `CHROME_PATH`, or the one of the development
 * packages, which exists for Linux alone.
 */
export async function launchChromium(): Promise<Browser> {
  const own = process.env.CHROME_PATH;
  if (own !== undefined && own !== '') return playwright.launch({ executablePath: own });
  if (process.platform !== 'linux') {
    throw new Error('set CHROME_PATH to a Chromium: the packaged one runs on Linux only');
  }
  // not with the arguments of the package: they take the web's security away, and share a process
  return playwright.launch({ executablePath: await chromium.executablePath(), args: ARGUMENTS });
}

/** Fonts are drawn alike everywhere. */
const ARGUMENTS = ['--font-render-hinting=none'];
