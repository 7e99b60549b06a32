import { newId } from '@sippy/kit/ids';
import { PaymentStatus, RefundStatus } from '@sippy/proto/payment/v1/payment';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cardOf, requestId, startWorld, type World } from './world.ts';

let world: World;
let live: World;

beforeAll(async () => {
  [world, live] = await Promise.all([
    startWorld(),
    startWorld({ env: { STRIPE_API_KEY: 'sk_live_world' }, webhooks: false }),
  ]);
});
afterAll(() => Promise.all([world.stop(), live.stop()]));

test('every test card does what its words say', async () => {
  const { cards } = await world.manager.listTestCards({ cafeId: world.book.cafeId });
  expect(cards.length).toBeGreaterThan(5);
  for (const { paymentMethodId, name, whatHappens } of cards) {
    const payment = await world.charge({ paymentMethodId, returnUrl: 'https://till.example/back' });
    const status = /after 3-D Secure/.test(whatHappens)
      ? PaymentStatus.REQUIRES_ACTION
      : /^Approved/.test(whatHappens)
        ? PaymentStatus.CAPTURED
        : PaymentStatus.FAILED;
    expect(payment.status, whatHappens).toBe(status);
    if (status === PaymentStatus.CAPTURED) expect(name).toContain(cardOf(payment)?.last4);
    if (/insufficient/.test(whatHappens)) expect(payment.failure?.declineCode).toBe('insufficient_funds');
    if (!/refund/.test(whatHappens)) continue;
    const { paymentId } = payment;
    const { refund } = await world.manager.refundPayment({ requestId: requestId(), paymentId, reason: 'x' });
    const late = /takes its time/.test(whatHappens);
    expect(refund?.status).toBe(late ? RefundStatus.PENDING : RefundStatus.SETTLED);
  }
});

test('where real money moves there are no test cards, and only who takes payments at the café sees any', async () => {
  expect(await live.manager.listTestCards({ cafeId: live.book.cafeId })).toEqual({ cards: [] });
  const clerk = world.as(world.staff(world.book.cafeId, 'payment.read'));
  const { cafeId } = world.book;
  await expect(clerk.listTestCards({ cafeId })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const elsewhere = world.as(world.staff(newId(), 'payment.take'));
  await expect(elsewhere.listTestCards({ cafeId })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
