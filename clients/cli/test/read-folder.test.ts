import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planOwners } from '../src/import/owners.ts';
import { planImport } from '../src/import/plan.ts';
import { namespaceOf } from '../src/import/stable-id.ts';
import { expectedDays } from '../src/shop-folder/expected.ts';
import { isPlainDay, localInstant } from '../src/shop-folder/local-time.ts';
import { parseMinor } from '../src/shop-folder/parse-value.ts';
import { readFolder } from '../src/shop-folder/read-folder.ts';
import { writeShop } from './shop-fixture.ts';

const owner = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
const paris = { currency: 'JPY', zone: 'Europe/Paris' };
const options = (folder: string) => ({
  folder,
  organisation: 'Étoile',
  ...paris,
  shelfGroups: ['Merchandise'],
  ownerPerCafe: false,
});

test('every cent of a folder is read, and both ways of adding it up agree', async () => {
  const shop = await writeShop();
  const { receipts } = await readFolder(shop.folder, paris);
  const lines = receipts.flatMap((receipt) => receipt.lines);
  expect(receipts.length).toBe(shop.receipts);
  expect(lines.reduce((sum, line) => sum + line.amountMinor, 0n)).toBe(shop.takenMinor);
  const days = await expectedDays(shop.folder, 0);
  expect(days.reduce((sum, day) => sum + day.takenMinor, 0n)).toBe(shop.takenMinor);
  expect(days.reduce((sum, day) => sum + day.lines, 0)).toBe(shop.lines);
});

test('what is odd is named with its row and kept', async () => {
  const { folder } = await writeShop();
  const { findings } = await readFolder(folder, paris);
  const kinds = new Set(findings.map((finding) => `${finding.severity} ${finding.kind}`));
  expect(kinds).toContain('odd blank in-store flag');
  expect(kinds).toContain('odd amount is not price × quantity');
  expect(kinds).toContain('odd price differs from the menu');
  expect(findings.find((finding) => finding.kind === 'bad birth date')).toMatchObject({
    file: 'customers.csv',
    row: 2,
  });
});

test('what cannot be sold is an error that names its row', async () => {
  const { folder, lines } = await writeShop();
  await appendFile(
    join(folder, 'sales_receipts.csv'),
    '99,2025-10-25,08:00:00,1,11,0,Y,1,1,77,1,100,100,N\n',
  );
  await appendFile(join(folder, 'sales_receipts.csv'), '98,2025-02-31,08:00:00,1,11,0,Y,1,1,1,-1,x,100,N\n');
  const errors = (await readFolder(folder, paris)).findings.filter((finding) => finding.severity === 'error');
  expect(errors.map(({ kind, row }) => [kind, row])).toEqual(
    expect.arrayContaining([
      ['unknown product', lines + 2],
      ['bad quantity', lines + 3],
      ['bad amount', lines + 3],
      ['bad time', lines + 3],
    ]),
  );
});

test('a file in Windows-1252 is read as such and reported', async () => {
  const { folder } = await writeShop();
  const text = 'staff_id,first_name,last_name,position,location\n11,Ren\xe9,Caf\xe9,Barista,1\n';
  await writeFile(join(folder, 'staff.csv'), Buffer.from(text, 'latin1'));
  const { staff, findings } = await readFolder(folder, paris);
  expect(staff[0]).toMatchObject({ firstName: 'René', lastName: 'Café' });
  expect(findings.some((finding) => finding.kind === 'encoding')).toBe(true);
});

test('a missing file or column is an error, not a crash', async () => {
  const { folder } = await writeShop();
  await writeFile(join(folder, 'outlets.csv'), 'id,name\n1,x\n');
  const { findings } = await readFolder(folder, paris);
  expect(findings.filter((finding) => finding.kind === 'missing column').length).toBeGreaterThan(0);
  const nowhere = await readFolder(join(folder, 'nowhere'), paris);
  expect(nowhere.findings.filter((finding) => finding.kind === 'missing file').length).toBe(5);
});

test('a plan has the same ids in every run and other ids for another owner', async () => {
  const { folder } = await writeShop();
  const plan = async (namespace: string) =>
    planImport(await readFolder(folder, paris), options(folder), namespace);
  const first = await plan(namespaceOf(owner, 'Étoile'));
  expect({ ...(await plan(namespaceOf(owner, 'Étoile'))), ids: 0 }).toEqual({ ...first, ids: 0 });
  const other = await plan(namespaceOf(owner, 'Lune'));
  expect(other.cafes[0]?.cafeId).not.toBe(first.cafes[0]?.cafeId);
});

test('shops under owners of their own have the same menu, who sells there and who is at home there', async () => {
  const { folder } = await writeShop();
  const shop = await readFolder(folder, paris);
  const owners = planOwners(shop, { ...options(folder), ownerPerCafe: true }, owner);
  expect(owners.plans.map(({ organisation }) => organisation)).toEqual(['Étoile Marais', 'Étoile Bastille']);
  const [marais, bastille] = [owners.planOf('1'), owners.planOf('2')];
  expect([marais.cafes.length, marais.products.length, marais.staff.length]).toEqual([1, 4, 1]);
  expect([marais, bastille].map(({ customers }) => customers.map(({ name }) => name))).toEqual([
    ['Zoë Müller'],
    ['Ada'],
  ]);
  expect(bastille.products[0]?.productId).not.toBe(marais.products[0]?.productId);
  expect(planOwners(shop, { ...options(folder), ownerPerCafe: true }, owner).networkId).toBe(
    owners.networkId,
  );
});

test('staff get rights where they sell, and who works at no café is reported', async () => {
  const { folder } = await writeShop();
  const shop = await readFolder(folder, paris);
  const plan = planImport(shop, options(folder), namespaceOf(owner, 'Étoile'));
  expect(plan.staff.map(({ sourceId, cafeIds }) => [sourceId, cafeIds.length])).toEqual([['11', 2]]);
  expect(shop.findings.some((finding) => finding.kind === 'left out: staff at no café')).toBe(true);
});

test('a local time that comes twice is the first one; one that is skipped moves on', () => {
  expect(localInstant('2025-10-26', '02:30:00', 'Europe/Paris')).toEqual({
    instant: new Date('2025-10-26T00:30:00Z'),
    clear: 'repeated',
  });
  expect(localInstant('2025-03-30', '02:30:00', 'Europe/Paris')).toEqual({
    instant: new Date('2025-03-30T01:30:00Z'),
    clear: 'skipped',
  });
});

test('a sale at a local time that a change of the clocks repeats or skips is reported with its row', async () => {
  const { folder, lines } = await writeShop();
  const sale = (id: number, date: string, time: string) =>
    appendFile(join(folder, 'sales_receipts.csv'), `${id},${date},${time},1,11,0,Y,1,1,1,1,450,450,N\r\n`);
  await sale(90, '2025-03-30', '01:59:59');
  await sale(91, '2025-03-30', '02:00:00');
  await sale(92, '2025-03-30', '03:00:00');
  const of = async (zone: string) => {
    const { findings } = await readFolder(folder, { currency: 'JPY', zone });
    return findings.filter((finding) => finding.kind.startsWith('local time'));
  };
  const inParis = await of('Europe/Paris');
  expect(inParis.filter(({ kind }) => kind === 'local time is skipped')).toEqual([
    {
      severity: 'odd',
      kind: 'local time is skipped',
      file: 'sales_receipts.csv',
      row: lines + 3,
      message: 'clocks in Europe/Paris skip 2025-03-30 02:00:00; it is moved on as they are',
    },
  ]);
  const repeated = inParis.filter(({ kind }) => kind === 'local time comes twice');
  expect(repeated.map(({ row }) => row)).toEqual(await firstRowsAt(folder, '2025-10-26', '02:30:00'));
  expect(repeated[0]?.message).toBe(
    'clocks in Europe/Paris show 2025-10-26 02:30:00 twice; the first is taken',
  );
  expect(await of('Asia/Tokyo')).toEqual([]);
});

test('a day that a zone leaves out is no plain day, one with an unusual change neither', () => {
  expect(isPlainDay('2011-12-29', 'Pacific/Apia')).toBe(true);
  expect(isPlainDay('2011-12-30', 'Pacific/Apia')).toBe(false);
  expect(isPlainDay('2025-04-06', 'Australia/Lord_Howe')).toBe(false);
  expect(isPlainDay('2025-04-07', 'Australia/Lord_Howe')).toBe(true);
});

test('amounts are read to the minor unit and never rounded', () => {
  expect(parseMinor('"$18.00 "'.replaceAll('"', ''), 2)).toBe(1800n);
  expect(parseMinor('1,250', 0)).toBe(1250n);
  expect(parseMinor('-0.5', 2)).toBe(-50n);
  expect(parseMinor('12.345', 2)).toBeUndefined();
  expect(parseMinor('12.5', 0)).toBeUndefined();
  expect(parseMinor('', 2)).toBeUndefined();
  expect(parseMinor('abc', 2)).toBeUndefined();
});

/** Rows on which receipts of that time begin, counted as a person would. */
async function firstRowsAt(folder: string, date: string, time: string): Promise<number[]> {
  const rows = (await readFile(join(folder, 'sales_receipts.csv'), 'utf8')).split('\r\n');
  return rows.flatMap((row, index) => {
    const cells = row.split(',');
    return cells[1] === date && cells[2] === time && cells[8] === '1' ? [index + 1] : [];
  });
}
