/** Receipts and the list of transactions. */
import { PaymentStatus, Tender, type Transaction } from '@sippy/proto/payment/v1/payment';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ webhooks: false });
});
afterAll(() => world.stop());

test('a receipt says what was sold, taxed, paid and given in change, and nothing personal', async () => {
  const order = world.book.place({ total: 1250n, number: 'R1', cafeId: world.book.coinCafeId });
  const { payment } = await world.manager.payCash({
    requestId: requestId(),
    orderId: order.orderId,
    tendered: eur(2000n),
    tip: eur(52n),
  });
  const { receipt } = await world.manager.getReceipt({ paymentId: payment?.paymentId ?? '' });
  expect(receipt).toMatchObject({ receiptNumber: 'R1', copy: 0, businessDay: '2026-03-02' });
  const text = receipt?.text ?? '';
  for (const part of [
    'Corner & Bean',
    'Main St 1',
    '2 × Flat <White>',
    '12.50 EUR',
    'includes VAT 19 %',
    'Tip',
    '0.52',
    'Rounding',
    '-0.02',
    'Cash',
    '20.00',
    'Change',
    '7.00',
  ])
    expect(text).toContain(part);
  for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(42);
  for (const word of ['Ana', 'allergic', 'Secret']) expect(text + receipt?.html).not.toContain(word);
  expect(receipt?.html).toContain('Flat &#60;White&#62;');
  expect(receipt?.html).not.toMatch(/<script|https?:/);
});

test('the first print is the original, each later one a copy, and a repeated request no copy more', async () => {
  const order = world.book.place();
  const { payment } = await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  const paymentId = payment?.paymentId ?? '';
  const first = { requestId: requestId(), paymentId };
  const print = async (request = { requestId: requestId(), paymentId }) =>
    (await world.manager.printReceipt(request)).receipt;
  const original = await print(first);
  expect(original?.copy).toBe(1);
  expect(original?.text).not.toContain('COPY');
  expect((await print(first))?.copy).toBe(1);
  expect((await print())?.text).toContain('*** COPY 1 ***');
  expect((await world.manager.getReceipt({ paymentId })).receipt?.text).toContain('COPY');
  const many = await Promise.all(Array.from({ length: 6 }, () => print()));
  expect(new Set(many.map((r) => r?.copy)).size).toBe(6);
});

test('a card receipt names the card by its last digits, a part payment says so, and what is not paid has none', async () => {
  const order = world.book.place({ total: 1000n });
  const { payment } = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
    paymentMethodId: 'pm_card_visa',
    confirm: true,
    amount: eur(600n),
  });
  const { receipt } = await world.manager.getReceipt({ paymentId: payment?.paymentId ?? '' });
  expect(receipt?.text).toContain('visa ···· 4242');
  expect(receipt?.text).toContain('Of which paid here');
  const open = await world.manager.createPaymentIntent({ requestId: requestId(), orderId: order.orderId });
  await expect(world.manager.getReceipt({ paymentId: open.payment?.paymentId ?? '' })).rejects.toMatchObject({
    reason: 'NO_RECEIPT',
  });
});

test('receipts of one café and day never carry the same number', async () => {
  const order = world.book.place({ total: 500n });
  await Promise.all(
    [100n, 100n, 100n, 100n, 100n].map((minor) =>
      world.manager.payCash({ requestId: requestId(), orderId: order.orderId, amount: eur(minor) }),
    ),
  );
  const { payments } = await world.manager.listOrderPayments({ orderId: order.orderId });
  expect(new Set(payments.map((p) => p.receiptNumber)).size).toBe(5);
});

async function all(filter: object, pageSize = 3): Promise<Transaction[]> {
  const found: Transaction[] = [];
  for (let pageToken = ''; ; ) {
    const { transactions, pageInfo } = await world.manager.listTransactions({
      cafeId: world.book.cafeId,
      page: { pageSize, pageToken },
      ...filter,
    });
    found.push(...transactions);
    pageToken = pageInfo?.nextPageToken ?? '';
    if (pageToken === '') return found;
  }
}

test('the list has every payment and refund once, newest first, over pages and by filter', async () => {
  const before = new Date();
  const orders = [world.book.place(), world.book.place(), world.book.place()];
  const paid: string[] = [];
  for (const { orderId } of orders)
    paid.push((await world.manager.payCash({ requestId: requestId(), orderId })).payment?.paymentId ?? '');
  const back = await world.manager.refundPayment({
    requestId: requestId(),
    paymentId: paid[1] ?? '',
    amount: eur(250n),
    reason: 'cold',
  });
  const cardOrder = world.book.place();
  await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: cardOrder.orderId,
    paymentMethodId: 'pm_card_chargeDeclined',
    confirm: true,
  });
  const list = await all({ fromTime: before });
  expect(list).toHaveLength(5);
  expect(list.map((t) => t.transactionTime?.getTime())).toEqual(
    list.map((t) => t.transactionTime?.getTime()).sort((a = 0, b = 0) => b - a),
  );
  expect(list.find((t) => t.isRefund)).toMatchObject({
    transactionId: back.refund?.refundId,
    total: eur(-250n),
    paymentId: paid[1],
  });
  expect(await all({ fromTime: before, refundsOnly: true })).toHaveLength(1);
  expect(await all({ fromTime: before, tender: Tender.CARD })).toHaveLength(1);
  expect(await all({ fromTime: before, statuses: [PaymentStatus.FAILED] })).toHaveLength(1);
  expect(await all({ fromTime: before, orderId: orders[0]?.orderId })).toHaveLength(1);
  expect(
    await all({ fromTime: before, receiptNumber: orders[1]?.number, businessDay: '2026-03-02' }),
  ).toHaveLength(2);
  expect(await all({ toTime: before, fromTime: new Date(before.getTime() - 1) })).toEqual([]);
});

test('a page token of another list, or a broken one, is refused', async () => {
  const { pageInfo } = await world.manager.listTransactions({
    cafeId: world.book.cafeId,
    page: { pageSize: 1, pageToken: '' },
  });
  const pageToken = pageInfo?.nextPageToken ?? '';
  expect(pageToken).not.toBe('');
  const list = (more: object) =>
    world.manager.listTransactions({ cafeId: world.book.cafeId, page: { pageSize: 1, pageToken }, ...more });
  await list({});
  await expect(list({ tender: Tender.CARD })).rejects.toMatchObject({ reason: 'PAGE_TOKEN_INVALID' });
  await expect(list({ page: { pageSize: 1, pageToken: 'nonsense' } })).rejects.toMatchObject({
    reason: 'PAGE_TOKEN_INVALID',
  });
  await expect(list({ fromTime: new Date(2), toTime: new Date(1) })).rejects.toMatchObject({
    fields: [{ field: 'to_time' }],
  });
  const foreign = world.as(world.staff(requestId(), 'payment.read'));
  await expect(foreign.listTransactions({ cafeId: world.book.cafeId })).rejects.toMatchObject({
    code: expect.stringMatching(/PERMISSION_DENIED|NOT_FOUND/),
  });
});

test('other services learn how orders stand; nobody else does', async () => {
  const order = world.book.place();
  await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  const service = world.as({ kind: 'service', id: 'order', grants: [], platform: [] });
  const { standings } = await service.listOrderStandings({ orderIds: [order.orderId, requestId()] });
  expect(standings).toMatchObject([{ orderId: order.orderId, fullyPaid: true }]);
  await expect(world.manager.listOrderStandings({ orderIds: [order.orderId] })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
  const { payments } = await world.manager.listOrderPayments({ orderId: world.book.place().orderId });
  expect(payments).toEqual([]);
});
