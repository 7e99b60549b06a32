import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf, type RunningSystem, startSystem } from '../../../test/running-system.ts';
import { pointsRule } from '../src/replay/points-rule.ts';
import { expectedPoints } from '../src/shop-folder/expected-points.ts';
import { readFolder } from '../src/shop-folder/read-folder.ts';
import { type ShopFixture, writeShop } from './shop-fixture.ts';

let system: RunningSystem;
let shop: ShopFixture;
const options = [
  '--organisation',
  'Étoile',
  '--currency',
  'JPY',
  '--zone',
  'Europe/Paris',
  '--shelf-groups',
  'Merchandise',
];

beforeAll(async () => {
  [system, shop] = [await startSystem(), await writeShop()];
}, 120_000);
afterAll(() => system?.stop(), 60_000);

const json = async (...args: string[]) => {
  const { stdout, stderr, code } = await system.sippy('--json', ...args);
  return { code, stderr, value: stdout === '' ? undefined : JSON.parse(stdout) };
};

/** What the rows of the folder alone come to under the rule of a seed. */
async function byRows(folder: string, seed: number) {
  const content = await readFolder(folder, { currency: 'JPY', zone: 'Europe/Paris' });
  const terms = { unitMinor: 1n, perThousand: 45n };
  const months = expectedPoints(content, content.receipts, pointsRule(seed), terms);
  return (months.get('2025-10') ?? [])
    .map((one) => [
      one.outletId === '1' ? 'Marais' : 'Bastille',
      ...[one.issued, one.redeemedAway, one.reversed, one.outstanding, one.net, one.cameBack].map(String),
    ])
    .sort();
}

test('a dry run changes nothing and says what it would make', async () => {
  const { code, stdout } = await system.sippy('import', shop.folder, ...options, '--dry-run');
  expect(code).toBe(0);
  expect(stdout).toContain('nothing was changed');
  expect((await json('cafes')).value.map((cafe: { café: string }) => cafe.café)).not.toContain('Marais');
}, 60_000);

test('a folder is imported once, however often it is brought', async () => {
  const first = await system.sippy('import', shop.folder, ...options);
  expect(first, first.stderr).toMatchObject({ code: 0 });
  const again = await system.sippy('import', shop.folder, ...options);
  expect(again, again.stderr).toMatchObject({ code: 0 });
  expect(again.stdout).toMatch(/products +0\n/);
  const cafes = (await json('cafes')).value as { café: string; zone: string; currency: string }[];
  expect(cafes.filter((cafe) => cafe.café === 'Marais')).toMatchObject([
    { zone: 'Europe/Paris', currency: 'JPY' },
  ]);
}, 60_000);

test('a replay that is killed and started again sells every receipt once, over a change of clocks, to the yen', async () => {
  const killed = system.startSippy('replay', shop.folder, ...options, '--concurrency', '4');
  setTimeout(() => killed.kill('SIGKILL'), 2500);
  await outcomeOf(killed);
  const { code, stdout, stderr } = await system.sippy(
    'replay',
    shop.folder,
    ...options,
    '--concurrency',
    '8',
  );
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const taken = shop.takenMinor.toString().replace(/\B(?=(\d{3})+$)/g, ',');
  const [last] = stdout.trim().split('\n').slice(-1);
  expect(last).toMatch(
    new RegExp(`all +${shop.receipts} +${shop.receipts} +${shop.lines} +${taken} +${taken} +0`),
  );
}, 120_000);

test('shops of several owners settle the points that a replay has earned, spent and given back, as plain arithmetic says', async () => {
  const owned = ['--organisation', 'Deux', ...options.slice(2), '--owner-per-cafe'];
  const imported = await system.sippy('import', shop.folder, ...owned);
  expect(imported, imported.stderr).toMatchObject({ code: 0 });
  const again = await system.sippy('import', shop.folder, ...owned);
  expect(again, again.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/customers +0\n/) });

  const replay = ['replay', shop.folder, ...owned, '--points', '9'];
  const killed = system.startSippy(...replay, '--concurrency', '4');
  setTimeout(() => killed.kill('SIGKILL'), 3000);
  await outcomeOf(killed);
  const { code, stdout, stderr } = await system.sippy(...replay);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/Seed 9: /);
  expect(stdout).toMatch(/Sum of nets: 0\n/);

  const [, network = ''] = /network +(\S+)/.exec(again.stdout) ?? [];
  const settle = ['settle', '--network', network, '--month', '2025-10', '--dry-run'];
  const { value: settled } = (await json(...settle)) as { value: Record<string, string>[] };
  const figures = settled.map((one) => [
    one.café,
    one.issued,
    one.redeemed_away,
    one.reversed,
    one.outstanding,
    one.net,
    one.came_back,
  ]);
  expect(figures.sort()).toEqual(await byRows(shop.folder, 9));
}, 180_000);

test('the books of what was sold are right', async () => {
  await expect
    .poll(async () => (await system.sippy('audit', '--grace', '0')).code, { timeout: 20_000 })
    .toBe(0);
}, 40_000);

test('commands that cannot work say why and exit as promised', async () => {
  expect(await system.sippy('replay', shop.folder, ...options, '--days', 'x')).toMatchObject({ code: 2 });
  expect(await system.sippy('import', '/nowhere', ...options)).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('missing'),
  });
  expect(await system.sippy('nonsense')).toMatchObject({ code: 2 });
  expect(
    await system.sippy('--url', 'http://127.0.0.1:1', 'menu', system.run.demo.cafes[0]?.cafeId ?? ''),
  ).toMatchObject({ code: 4 });
}, 60_000);
