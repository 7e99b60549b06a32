import { Order } from '@sippy/proto/web/order/v1/order';
import { Payment, PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyCart } from '../cart/cart.ts';
import { newSale, type PayAttempt, type Sale } from './sale.ts';
import { moves, paymentEvent, type SaleEvent, step, unansweredStages } from './sale-machine.ts';

const order = Order.fromPartial({ orderId: 'o', version: 3n });
const problem = { code: 'UNAVAILABLE', reason: '', message: 'no answer', metadata: {} };
const intent = { tender: 'cash', tendered: 500n } as const;

const begun = (): Sale =>
  newSale({
    cafeId: 'c',
    staffId: 's',
    cart: emptyCart('o', 'r'),
    shownTotal: 475n,
    startedAt: 0,
  });

const attempt = (requestId: string): PayAttempt => ({
  requestId,
  intent,
  orderVersion: 3n,
  due: 475n,
  startedAt: 0,
});

const payment = (status: PaymentStatus, paymentId = 'p') => Payment.fromPartial({ paymentId, status });

const anyStatus = fc.constantFrom(
  PaymentStatus.PENDING,
  PaymentStatus.REQUIRES_ACTION,
  PaymentStatus.UNKNOWN,
  PaymentStatus.AUTHORIZED,
  PaymentStatus.CAPTURED,
  PaymentStatus.FAILED,
  PaymentStatus.CANCELLED,
);

const anyEvent: fc.Arbitrary<SaleEvent> = fc.oneof(
  fc.constant<SaleEvent>({ type: 'START', intent }),
  fc.constant<SaleEvent>({ type: 'PLACED', order }),
  fc.constant<SaleEvent>({ type: 'DIFFERS', total: 500n }),
  fc.constant<SaleEvent>({ type: 'CHANGED', order, total: 500n }),
  fc.constant<SaleEvent>({ type: 'ACCEPTED' }),
  fc.constant<SaleEvent>({ type: 'STALE' }),
  fc.constant<SaleEvent>({ type: 'SENT', order }),
  fc.constant<SaleEvent>({ type: 'REFUSED', problem }),
  fc.constant<SaleEvent>({ type: 'UNSURE', problem }),
  fc.constant<SaleEvent>({ type: 'CANCEL', requestId: 'cancel' }),
  fc.constant<SaleEvent>({ type: 'CLOSED', order }),
  fc.constant<SaleEvent>({ type: 'SETTLED', order, payment: undefined }),
  fc
    .tuple(fc.constantFrom('CASH' as const, 'CARD' as const), fc.uuid())
    .map(([type, id]) => ({ type, pay: attempt(id) })),
  anyStatus.map((status) => paymentEvent(payment(status))),
);

const ways = (events: readonly SaleEvent[]): [Sale, SaleEvent, Sale][] => {
  let sale = begun();
  return events.map((event) => {
    const before = sale;
    sale = step(before, event);
    return [before, event, sale];
  });
};

test('an unanswered payment never gives way to another request id', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      for (const [before, , after] of ways(events)) {
        const isUnanswered = unansweredStages.has(before.stage) && unansweredStages.has(after.stage);
        if (isUnanswered) expect(after.pay?.requestId).toBe(before.pay?.requestId);
      }
    }),
    { numRuns: 2000 },
  );
});

test('a payment that was not answered ends only by what the server says of it', () => {
  const answers = new Set(['CAPTURED', 'ENDED', 'SETTLED', 'REFUSED', 'STALE', 'CLOSED']);
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      for (const [before, event, after] of ways(events)) {
        const ends = unansweredStages.has(before.stage) && !unansweredStages.has(after.stage);
        if (ends) expect(answers.has(event.type)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});

test('what is paid or closed stays so; a paid order may still be sent to the kitchen', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      for (const [before, , after] of ways(events)) {
        if (before.stage === 'closed') expect(after).toBe(before);
        if (before.stage === 'paid') expect([after.stage, after.pay]).toEqual(['paid', before.pay]);
      }
    }),
  );
});

test('a card that is not refused by the server can only be declined by the bank’s word', () => {
  const leading = Object.values(moves).flatMap((row) =>
    Object.entries(row).flatMap(([event, stage]) => (stage === 'declined' ? [event] : [])),
  );
  expect([...new Set(leading)]).toEqual(['ENDED']);
});

test('a sale in cash goes from ready over placed to paid', () => {
  const events: SaleEvent[] = [
    { type: 'START', intent },
    { type: 'PLACED', order },
    { type: 'CASH', pay: attempt('pay-1') },
    paymentEvent(payment(PaymentStatus.CAPTURED)),
  ];
  expect(ways(events).map(([, , after]) => after.stage)).toEqual(['placing', 'placed', 'cash', 'paid']);
});

test('a declined card is remembered, and the next try goes over the order as it is by then', () => {
  const declined = [
    { type: 'START', intent },
    { type: 'PLACED', order },
    { type: 'CARD', pay: attempt('pay-1') },
    paymentEvent(payment(PaymentStatus.FAILED)),
    { type: 'START', intent },
  ] as const satisfies SaleEvent[];
  const sale = ways(declined).at(-1)?.[2];
  expect(sale).toMatchObject({ stage: 'placing', endedIds: ['p'], intent });
});

test('a price that differs is paid only after it was accepted', () => {
  const [, , sale] = ways([
    { type: 'START', intent },
    { type: 'DIFFERS', total: 500n },
    { type: 'START', intent },
  ]).at(-1) as [Sale, SaleEvent, Sale];
  expect(sale).toMatchObject({ stage: 'differs', newTotal: 500n, shownTotal: 475n });
  expect(step(sale, { type: 'ACCEPTED' })).toMatchObject({ stage: 'ready', shownTotal: 500n });
});

test('a refusal keeps nothing of the try; a lost answer keeps all of it', () => {
  const asked = ways([
    { type: 'START', intent },
    { type: 'PLACED', order },
    { type: 'CASH', pay: attempt('pay-1') },
  ]).at(-1)?.[2] as Sale;
  expect(step(asked, { type: 'REFUSED', problem })).toMatchObject({
    stage: 'placed',
    pay: undefined,
    problem,
  });
  expect(step(asked, { type: 'UNSURE', problem })).toMatchObject({
    stage: 'cash',
    isUnsure: true,
    pay: { requestId: 'pay-1' },
  });
});
