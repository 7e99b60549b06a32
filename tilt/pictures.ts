/** Takes the README's pictures of the screens from the running system: `npm run pictures`. */
import { join } from 'node:path';
import { DeviceKind } from '@sippy/proto/auth/v1/auth';
import { connect } from '@sippy/sdk';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../test/chromium.ts';
import { readJson, sippyHome } from './home.ts';
import { projectRoot } from './paths.ts';
import type { RunFile } from './run-file.ts';

const folder = join(projectRoot, 'docs', 'pictures');

/** A screen on the way to its picture. */
interface Shot {
  app: 'pos' | 'kds';
  kind: 'POS' | 'KITCHEN_DISPLAY';
  file: string;
  /** Brings the paired screen to what the picture shows. */
  prepare(page: Page, run: RunFile): Promise<void>;
}

const shots: readonly Shot[] = [
  { app: 'pos', kind: 'POS', file: 'till.png', prepare: sellSomething },
  { app: 'kds', kind: 'KITCHEN_DISPLAY', file: 'kitchen.png', prepare: showTickets },
];

if (import.meta.main) {
  const run = readJson<RunFile>(join(sippyHome(), 'run.json'));
  if (!run?.demo) {
    process.stderr.write('✖ No Sippy with a demo café runs here.\n  cure: npm start -- --detach\n');
    process.exit(1);
  }
  const browser = await launchChromium();
  try {
    for (const shot of shots) await take(browser, run, shot);
  } finally {
    await browser.close();
  }
}

async function take(browser: Browser, run: RunFile, { app, kind, file, prepare }: Shot): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  await page.goto(`${run.gatewayUrl}/${app}/`);
  await page
    .getByRole('textbox')
    .first()
    .fill(await pairingCode(run, kind));
  await page.keyboard.press('Enter');
  await prepare(page, run);
  await page.screenshot({ path: join(folder, file) });
  await page.close();
  process.stdout.write(`✔ docs/pictures/${file}\n`);
}

async function pairingCode(run: RunFile, kind: Shot['kind']): Promise<string> {
  const owner = run.demo?.logins.find(({ role }) => role === 'OWNER');
  const cafeId = run.demo?.cafes[0]?.cafeId ?? '';
  if (!owner) throw new Error('The demo has no owner.');
  const sippy = connect({ url: run.gatewayUrl });
  try {
    await sippy.signIn(owner);
    return (
      await sippy.device.createPairingCode({
        cafeId,
        name: kind === 'POS' ? 'Till' : 'Display',
        kind: DeviceKind[kind],
      })
    ).code;
  } finally {
    sippy.close();
  }
}

async function sellSomething(page: Page, run: RunFile): Promise<void> {
  const barista = run.demo?.staff.find(({ role }) => role === 'BARISTA');
  if (!barista) throw new Error('The demo has no barista.');
  await page.getByRole('radio', { name: barista.name }).click();
  await page.keyboard.type(barista.pin);
  await page.keyboard.press('Enter');
  const products = page.getByRole('group', { name: 'Products' });
  await products.getByRole('button', { name: 'Flat White' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Oat milk/ }).click();
  await dialog.getByRole('button', { name: /^Add / }).click();
  await dialog.waitFor({ state: 'detached' });
  await products.getByRole('button', { name: 'Croissant' }).first().click();
}

async function showTickets(page: Page): Promise<void> {
  await page.getByRole('article').first().waitFor();
}
