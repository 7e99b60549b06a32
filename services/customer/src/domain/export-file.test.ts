import { expect, test } from 'vitest';
import { exportFile } from './export-file.ts';

const head = { customerId: 'me', organisationId: '', time: new Date('2026-03-10T12:00:00Z') };

async function textOf(pages: readonly (readonly { kind: string; json: string }[])[]): Promise<string> {
  async function* each() {
    yield* pages;
  }
  let text = '';
  for await (const part of exportFile(head, each())) text += part;
  return text;
}

test('an export is one JSON file with a list for each kind, over however many pages a kind goes', async () => {
  const order = (n: number) => ({ kind: 'order.orders', json: JSON.stringify({ n }) });
  const pages = [
    [{ kind: 'customer.profiles', json: '{"name":"Kelly"}' }],
    [],
    [order(1), order(2)],
    [order(3)],
    [],
  ];
  expect(JSON.parse(await textOf(pages))).toEqual({
    ...{ form: 'sippy.export.1', customer_id: 'me', export_time: '2026-03-10T12:00:00.000Z' },
    data: { 'customer.profiles': [{ name: 'Kelly' }], 'order.orders': [{ n: 1 }, { n: 2 }, { n: 3 }] },
  });
});

test('of somebody of whom nothing is kept it says so', async () => {
  expect(JSON.parse(await textOf([]))).toMatchObject({ data: {} });
});
