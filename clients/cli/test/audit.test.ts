import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allChecks } from '../src/audit/all-checks.ts';
import { openBooks } from '../src/audit/books.ts';
import { type StillBooks, stillBooks } from './audit-books.ts';
import type { Damage } from './audit-damage.ts';
import { eventDamages } from './audit-event-damages.ts';
import { orderDamages } from './audit-order-damages.ts';
import { paymentDamages } from './audit-payment-damages.ts';
import { pointsDamages } from './audit-points-damages.ts';
import { settlementDamages } from './audit-settlement-damages.ts';

const damages = [...orderDamages, ...paymentDamages, ...pointsDamages, ...settlementDamages, ...eventDamages];
let books: StillBooks;

beforeAll(async () => {
  books = await stillBooks();
}, 180_000);
afterAll(() => books?.stop(), 60_000);

test('books of sales in every way are right, and every check has looked at something', async () => {
  const results = await books.audit();
  expect(results.filter(({ broken }) => broken > 0)).toEqual([]);
  expect(results.filter(({ judged }) => judged === 0).map(({ name }) => name)).toEqual([]);
});

test('every check is seen to fail', () => {
  const failing = new Set(damages.map(({ check }) => check));
  const names = allChecks().map(({ name }) => name);
  expect(names.filter((name) => !failing.has(name))).toEqual([]);
});

describe('of all checks exactly those whose rules are broken fail', () => {
  for (const batch of apart(damages))
    test(batch.map(({ check }) => check).join(', '), async () => {
      const tables = batch.flatMap((damage) => damage.tables);
      await books.restoring(tables, async () => {
        for (const { damage } of batch) await damage(books);
        const red = (await books.audit()).filter(({ broken }) => broken > 0);
        expect(red.map(({ name }) => name).sort()).toEqual(batch.map(({ check }) => check).sort());
        for (const { check, says } of batch)
          expect(red.find(({ name }) => name === check)?.offenders[0]?.problem).toMatch(says);
      });
    });
});

test('two orders with one number, and two receipts with one, are found though their tables forbid it', async () => {
  const twins = async (check: string, table: string, index: string, sql: string) => {
    const [service = ''] = table.split('.');
    const [made] = await books.write(service, 'select pg_get_indexdef($1::regclass) as text', [index]);
    await books.restoring([table], async () => {
      await books.write(service, `drop index ${index}`);
      await books.write(service, sql);
      expect(await books.audit(check)).toMatchObject([{ broken: 2 }]);
    });
    await books.write(service, String(made?.text));
  };
  await twins(
    'order-numbers',
    'order.order',
    'order_number',
    `update "order" o set number = other.number from "order" other where other.order_id = '${books.sold.paid}'
       and o.order_id = '${books.sold.split}'`,
  );
  await twins(
    'receipt-numbers',
    'payment.payment',
    'payment_receipt',
    `update payment set receipt_number = order_number where order_id = '${books.sold.split}'`,
  );
});

test('what is younger than the grace is not judged, and the command says how much that was', async () => {
  await books.restoring(['order.order'], async () => {
    await books.write('order', 'update "order" set standing_version = 0');
    const audit = (grace: string) =>
      books.system.sippy('audit', '--only', 'payments-at-order', '--grace', grace);
    expect(await audit('86400')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/younger than 86400 s/),
    });
    expect(await audit('0')).toMatchObject({ code: 5, stderr: expect.stringMatching(/offenders/) });
  });
});

test('the command names offenders up to a limit, counts all, and gives programs one JSON value', async () => {
  await books.restoring(['order.number_block'], async () => {
    await books.write('order', 'update number_block set next = 1');
    const told = await books.system.sippy('audit', '--only', 'order-numbers', '--limit', '2');
    expect(told).toMatchObject({ code: 5, stdout: expect.stringMatching(/and \d+ more/) });
    const { code, stdout } = await books.system.sippy('--json', 'audit', '--grace', '0', '--limit', '1');
    const value = JSON.parse(stdout);
    expect({ code, names: value.checks.length }).toEqual({ code: 5, names: allChecks().length });
    const [numbers] = value.checks.filter(({ name }: { name: string }) => name === 'order-numbers');
    expect(numbers.offenders).toHaveLength(1);
    expect(numbers.broken).toBe(value.broken);
  });
});

test('the command names its checks with what each proves, and refuses one that there is not', async () => {
  const { stdout } = await books.system.sippy('--json', 'audit', '--list');
  expect(JSON.parse(stdout)).toEqual(allChecks().map(({ name, rule }) => ({ check: name, rule })));
  expect(await books.system.sippy('audit', '--only', 'nonsense')).toMatchObject({ code: 2 });
});

test('without NATS the databases are audited all the same, and the streams are not called right', async () => {
  const { home, run, sippy } = books.system;
  const write = (natsUrl: string) =>
    writeFileSync(join(home, 'run.json'), JSON.stringify({ ...run, natsUrl }));
  write('nats://127.0.0.1:1');
  try {
    expect(await sippy('audit', '--only', 'order-totals', 'order-log')).toMatchObject({ code: 0 });
    const all = await sippy('audit');
    expect(all).toMatchObject({ code: 4, stderr: expect.stringMatching(/NATS does not answer/) });
  } finally {
    write(run.natsUrl);
  }
});

test('nothing can be changed through the books', async () => {
  const { auditUrls, natsUrl } = books.system.run;
  const opened = await openBooks({ auditUrls, natsUrl, graceSeconds: 0 });
  try {
    await expect(opened.rows('order', 'delete from order_line')).rejects.toThrow(/read-only transaction/);
  } finally {
    await opened.close();
  }
});

/** Damages in batches of different checks on different tables: an audit looks at a whole batch at once. */
function apart(all: readonly Damage[]): Damage[][] {
  const batches: Damage[][] = [];
  for (const damage of all) {
    const fits = (other: Damage) =>
      other.check !== damage.check && !other.tables.some((table) => damage.tables.includes(table));
    const batch = batches.find((others) => others.every(fits));
    if (batch) batch.push(damage);
    else batches.push([damage]);
  }
  return batches;
}
