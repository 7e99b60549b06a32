/** The browser of tests. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The first of these that is there; one that has no windows at all takes less time. */
const places = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];

/** Starts a Chromium without a window; `CHROMIUM_PATH` names one that is elsewhere. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? places.find((path) => existsSync(path)) ?? 'chromium',
    args: flags,
  });
}
