/** Payments of real orders, with the order, café, catalogue and kitchen services as they are. */
import { newId } from '@sippy/kit/ids';
import { eventually, type TestHost } from '@sippy/kit/testing';
import { PaymentStatus as OrderPaid } from '@sippy/proto/order/v1/order';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { type Sandbox, startSandbox } from '@sippy/sandbox/sandbox';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  line,
  manager,
  newCafe,
  ordersAs,
  placeOrder,
  startOrders,
  type TestCafe,
} from '../../order/test/fixture.ts';

describe.each([
  ['all services in one process', false],
  ['each service by itself', true],
])('%s', (_how, separate) => {
  let host: TestHost;
  let sandbox: Sandbox;
  let cafe: TestCafe;

  beforeAll(async () => {
    sandbox = await startSandbox();
    host = await startOrders({
      separate,
      env: {
        STRIPE_API_KEY: 'sk_test_real',
        STRIPE_API_URL: sandbox.stripeUrl,
        STRIPE_WEBHOOK_SECRET: 'whsec_x',
        PAYMENT_RECONCILE_MS: '50',
      },
    });
    cafe = await newCafe(host, {
      address: {
        street: 'Bean St 5',
        city: 'New York',
        region: 'NY',
        postalCode: '10001',
        countryCode: 'US',
      },
      cashRoundingMinor: 5n,
      tax: {
        treatment: 'TAX_TREATMENT_ADDITIVE',
        level: 'TAX_LEVEL_ORDER',
        roundingMode: 'ROUNDING_MODE_HALF_EVEN',
        rules: [
          {
            taxCategory: 'standard',
            name: 'Sales tax',
            bps: 888,
            takeawayBps: undefined,
            treatment: 'TAX_TREATMENT_UNSPECIFIED',
          },
        ],
      },
    });
  });
  afterAll(async () => {
    await host?.stop();
    await sandbox?.stop();
  });

  const payments = () => host.peer(PaymentServiceDefinition, cafe.staff(...manager));
  const orders = () => ordersAs(host, cafe.staff(...manager));
  const place = () =>
    placeOrder(host, cafe, [line(cafe.menu.coffee, { quantity: 2 }), line(cafe.menu.muffin)]);
  const paid = (orderId: string, status: OrderPaid) =>
    eventually(async () => (await orders().getOrder({ orderId })).order?.paymentStatus === status);
  const card = (orderId: string, amount?: bigint) =>
    payments().createPaymentIntent({
      requestId: newId(),
      orderId,
      paymentMethodId: 'pm_card_visa',
      confirm: true,
      amount: amount === undefined ? undefined : { currencyCode: 'USD', minor: amount },
    });

  test('a counter sale is three calls, the order hears that it is paid, and the receipt adds up', async () => {
    const { orderId, totals } = await place();
    const { payment } = await payments().payCash({
      requestId: newId(),
      orderId,
      tendered: { currencyCode: 'USD', minor: 1000n },
    });
    await paid(orderId, OrderPaid.PAID);
    // 2 × 2.50 + 3.25 and 8.88 % of it.
    expect(totals?.total?.minor).toBe(898n);
    expect(payment).toMatchObject({
      amount: { minor: 898n },
      total: { minor: 900n },
      receiptNumber: (await orders().getOrder({ orderId })).order?.number,
    });
    const text = (await payments().getReceipt({ paymentId: payment?.paymentId ?? '' })).receipt?.text ?? '';
    for (const part of [
      'Corner',
      'Bean St 5',
      'New York, NY 10001',
      '2 × Coffee',
      'Sales tax on 8.25',
      '0.73',
      '8.98 USD',
      'Rounding',
      '0.02',
      'Change',
      '1.00',
    ])
      expect(text).toContain(part);
  });

  test('two cards share an order, and it is paid when both have paid', async () => {
    const { orderId } = await place();
    await card(orderId, 400n);
    await card(orderId);
    await paid(orderId, OrderPaid.PAID);
    const { payments: both, standing } = await payments().listOrderPayments({ orderId });
    expect(both.map((p) => p.amount?.minor)).toEqual([400n, 498n]);
    expect(standing).toMatchObject({ fullyPaid: true, heldTotal: 0n });
  });

  test('lines cannot change while a card payment waits for the customer, and can when it is given up', async () => {
    const { orderId, lines } = await place();
    const begun = await payments().createPaymentIntent({ requestId: newId(), orderId });
    const add = () => orders().addLines({ requestId: newId(), orderId, lines: [line(cafe.menu.beans)] });
    await expect(add()).rejects.toMatchObject({ reason: 'PAYMENT_IN_FLIGHT' });
    await payments().cancelPayment({ requestId: newId(), paymentId: begun.payment?.paymentId ?? '' });
    const { order } = await add();
    expect(order?.lines).toHaveLength(lines.length + 1);
  });

  test('an authorised order is not made cheaper than what may be captured: less is captured first', async () => {
    const { orderId, lines } = await place();
    const { payment } = await payments().createPaymentIntent({
      ...{ requestId: newId(), orderId, paymentMethodId: 'pm_card_visa', confirm: true },
      capture: 'CAPTURE_MODE_MANUAL',
    });
    const paymentId = payment?.paymentId ?? '';
    const reason = { code: 'CHANGE_REASON_CODE_OUT_OF_STOCK', note: '' } as const;
    const muffin = lines[1]?.lineId ?? '';
    const take = (quantity = 0) =>
      orders().voidLine({ requestId: newId(), orderId, lineId: muffin, quantity, reason });
    const why = await take().catch((error) => error);
    expect(['PAYMENT_IN_FLIGHT', 'TOTAL_BELOW_PAID']).toContain(why.reason);
    await paid(orderId, OrderPaid.AUTHORIZED);
    await expect(take()).rejects.toMatchObject({
      reason: 'TOTAL_BELOW_PAID',
      metadata: { authorized: '898' },
    });
    const amount = { currencyCode: 'USD', minor: 544n };
    await payments().capturePayment({ requestId: newId(), paymentId, amount });
    await eventually(
      async () => ((await orders().getOrder({ orderId })).order?.totals?.paid?.minor ?? 0n) > 0n,
    );
    expect((await take()).order).toMatchObject({ totals: { total: amount }, paymentStatus: OrderPaid.PAID });
  });

  test('a capture and an edit at the same moment: never more is taken than the order costs', async () => {
    const reason = { code: 'CHANGE_REASON_CODE_OUT_OF_STOCK', note: '' } as const;
    for (let round = 0; round < 5; round++) {
      const { orderId, lines } = await place();
      const begun = await payments().createPaymentIntent({
        ...{ requestId: newId(), orderId, paymentMethodId: 'pm_card_visa', confirm: true },
        capture: 'CAPTURE_MODE_MANUAL',
      });
      const lineId = lines[1]?.lineId ?? '';
      await Promise.allSettled([
        payments().capturePayment({ requestId: newId(), paymentId: begun.payment?.paymentId ?? '' }),
        ...[0, 5, 20, 60].map(async (ms) => {
          await new Promise((resolve) => setTimeout(resolve, ms));
          await orders().voidLine({ requestId: newId(), orderId, lineId, quantity: 0, reason });
        }),
      ]);
      await eventually(async () => {
        const totals = (await orders().getOrder({ orderId })).order?.totals;
        return totals?.due?.minor === 0n && (totals?.paid?.minor ?? 0n) > 0n;
      });
    }
  });

  test('lines are given back at what the guest paid with tax, and all of them come to the order', async () => {
    const { orderId, lines } = await place();
    const { payment } = await payments().createPaymentIntent({
      ...{ requestId: newId(), orderId, paymentMethodId: 'pm_card_visa', confirm: true },
    });
    const paymentId = payment?.paymentId ?? '';
    const [coffee, muffin] = lines.map(({ lineId }) => ({ lineId, quantity: 1 }));
    const give = async (...units: (typeof coffee | undefined)[]) => {
      const wanted = units.flatMap((unit) => (unit ? [unit] : []));
      const made = await payments().refundPayment({
        requestId: newId(),
        paymentId,
        reason: 'x',
        lines: wanted,
      });
      return made.refund?.amount?.minor;
    };
    const first = (await give(coffee)) ?? 0n;
    // 2.50 and 8.88 % of it; the cent that is left over goes to the first.
    expect([272n, 273n]).toContain(first);
    expect(await give(coffee, muffin)).toBe(898n - first);
    await paid(orderId, OrderPaid.REFUNDED);
  });

  test('an order cancelled with refund gives back cash and card, and shows it', async () => {
    const { orderId } = await place();
    await payments().payCash({ requestId: newId(), orderId, amount: { currencyCode: 'USD', minor: 400n } });
    await card(orderId);
    await paid(orderId, OrderPaid.PAID);
    const reason = { code: 'CHANGE_REASON_CODE_QUALITY', note: '' } as const;
    const cancel = (refund: boolean) => orders().cancelOrder({ requestId: newId(), orderId, reason, refund });
    await expect(cancel(false)).rejects.toMatchObject({ reason: 'PAID' });
    await cancel(true);
    await paid(orderId, OrderPaid.REFUNDED);
    const { payments: both, standing } = await payments().listOrderPayments({ orderId });
    expect(both.flatMap((p) => p.refunds.map((r) => r.automatic))).toEqual([true, true]);
    expect(standing).toMatchObject({ receivedTotal: 898n, refundedTotal: 898n, fullyRefunded: true });
    await expect(payments().payCash({ requestId: newId(), orderId })).rejects.toMatchObject({
      reason: 'ORDER_NOT_PAYABLE',
    });
  });
});
