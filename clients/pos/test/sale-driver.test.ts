import { OrderStatus } from '@sippy/proto/web/order/v1/order';
import { PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import { connect, type Sippy, SippyError } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SharedSystem } from '../../../test/running-system.ts';
import { sharedSystem } from '../../../test/shared-system.ts';
import { addLine, type Cart, emptyCart } from '../src/cart/cart.ts';
import { newSale, resumed, type Sale } from '../src/checkout/sale.ts';
import { driveSale, type SaleDriver } from '../src/checkout/sale-driver.ts';
import type { SaleWorld } from '../src/checkout/sale-work.ts';
import { saveCheck } from '../src/checkout/save-check.ts';

let system: SharedSystem;
let sippy: Sippy;
let till: SaleWorld['till'];
let line: { productId: string; variantId: string; price: bigint };
const driving: SaleDriver[] = [];

beforeAll(async () => {
  system = await sharedSystem();
  sippy = connect({ url: system.run.gatewayUrl });
  await sippy.signIn(system.owner);
  const cafeId = system.run.demo.cafes[0]?.cafeId ?? '';
  till = tillOf(sippy, cafeId);
  const { menu } = await sippy.catalog.getMenu({ cafeId });
  const product = menu?.products.find((one) => one.modifierGroupIds.length === 0 && one.available);
  const variant = product?.variants[0];
  line = {
    productId: product?.productId ?? '',
    variantId: variant?.variantId ?? '',
    price: variant?.price?.minor ?? 0n,
  };
}, 120_000);
afterAll(() => {
  for (const driver of driving) driver.stop();
  sippy?.close();
});

function tillOf(calls: Sippy, cafeId: string, staffId = 'owner'): SaleWorld['till'] {
  return {
    sippy: calls,
    currencyCode: 'EUR',
    device: { cafeId } as SaleWorld['till']['device'],
    staff: { staffId } as SaleWorld['till']['staff'],
    authorised: (_permission, run) => run(calls),
  };
}

/** The same calls, of which the named one is done and its answer lost, as often as it says. */
function losing(service: 'order' | 'payment', method: string, times = 1): Sippy {
  let left = times;
  const calls = sippy[service] as unknown as Record<string, (request: unknown) => Promise<unknown>>;
  const lossy = async (request: unknown) => {
    const answer = await calls[method]?.(request);
    if (left-- > 0) throw new SippyError('UNAVAILABLE', 'The answer was lost.');
    return answer;
  };
  return { ...sippy, [service]: { ...calls, [method]: lossy } } as Sippy;
}

const cartOfOne = (): Cart =>
  addLine(emptyCart(newId(), newId()), { ...line, modifiers: [], quantity: 1, note: '', course: 0 }, newId());

async function begun(cart = cartOfOne(), by = till): Promise<Sale> {
  const { totals } = await sippy.order.quoteOrder({
    cafeId: by.device.cafeId,
    kind: cart.kind,
    lines: [{ productId: line.productId, variantId: line.variantId, quantity: 1 }],
  });
  return newSale({
    cafeId: by.device.cafeId,
    staffId: by.staff.staffId,
    cart,
    shownTotal: totals?.total?.minor ?? 0n,
    startedAt: Date.now(),
  });
}

function drive(sale: Sale, by = till, keep: (sale: Sale) => void = () => {}): SaleDriver {
  const returnUrl = `${system.run.gatewayUrl}/pos/confirmed.html`;
  const driver = driveSale(sale, { till: by, now: Date.now, newRequestId: newId, returnUrl, keep });
  driving.push(driver);
  return driver;
}

const reaches = (driver: SaleDriver, stage: Sale['stage']) =>
  expect.poll(() => driver.sale().stage, { timeout: 15_000 }).toBe(stage);

const paymentsOf = async ({ cart }: Sale) =>
  (await sippy.payment.listOrderPayments({ orderId: cart.orderId })).payments;

const cash = (tendered: bigint) => ({ tender: 'cash', tendered }) as const;
const card = (paymentMethodId: string) => ({ tender: 'card', paymentMethodId }) as const;

test('a sale in cash is kept before each call and tells the change', async () => {
  const sale = await begun();
  const stages: string[] = [];
  const driver = drive(sale, till, ({ stage, pay }) =>
    stages.push(pay ? `${stage} ${pay.requestId}` : stage),
  );
  driver.pay(cash(sale.shownTotal + 300n));
  await reaches(driver, 'paid');
  const { payment, pay } = driver.sale();
  expect(stages).toEqual(['placing', 'placed', `cash ${pay?.requestId}`, `paid ${pay?.requestId}`]);
  expect(payment?.detail).toMatchObject({ $case: 'cash', value: { change: { minor: 300n } } });
});

test.each([
  { lost: 'placing', service: 'order', method: 'placeOrder' },
  { lost: 'paying', service: 'payment', method: 'payCash' },
] as const)('an answer lost in $lost is asked for again: one order, one payment', async (given) => {
  const by = tillOf(losing(given.service, given.method, 2), till.device.cafeId);
  const sale = await begun();
  const driver = drive(sale, by);
  driver.pay(cash(sale.shownTotal));
  await reaches(driver, 'paid');
  expect((await paymentsOf(sale)).map(({ status }) => status)).toEqual([PaymentStatus.CAPTURED]);
});

test('two taps at once pay once', async () => {
  const sale = await begun();
  const driver = drive(sale);
  driver.pay(cash(sale.shownTotal));
  driver.pay(cash(sale.shownTotal + 500n));
  await reaches(driver, 'paid');
  driver.pay(cash(sale.shownTotal));
  expect(await paymentsOf(sale)).toHaveLength(1);
  expect(driver.sale().stage).toBe('paid');
});

test('a sale whose page was loaded anew while cash was asked for goes on to what became of it', async () => {
  const kept: Sale[] = [];
  const sale = await begun();
  const by = tillOf(losing('payment', 'payCash', 99), till.device.cafeId);
  const before = drive(sale, by, (next) => kept.push(next));
  before.pay(cash(sale.shownTotal));
  await expect.poll(() => before.sale().isUnsure).toBe(true);
  before.stop();
  const asked = kept.findLast(({ stage }) => stage === 'cash') as Sale;
  const after = drive(resumed(asked));
  await reaches(after, 'paid');
  expect(await paymentsOf(sale)).toHaveLength(1);
});

test('somebody else who takes an unanswered sale up pays nothing a second time', async () => {
  const kept: Sale[] = [];
  const sale = await begun();
  const by = tillOf(losing('payment', 'createPaymentIntent', 99), till.device.cafeId);
  const before = drive(sale, by, (next) => kept.push(next));
  before.pay(card('pm_card_visa'));
  await expect.poll(() => before.sale().isUnsure).toBe(true);
  before.stop();
  const asked = kept.findLast(({ stage }) => stage === 'card') as Sale;
  const after = drive(resumed(asked), tillOf(sippy, till.device.cafeId, 'another'));
  await reaches(after, 'paid');
  expect(await paymentsOf(sale)).toHaveLength(1);
});

test('two tabs that drive the same sale make one order and one payment', async () => {
  const sale = await begun();
  const [one, other] = [drive(sale), drive(sale)];
  one.pay(cash(sale.shownTotal));
  other.pay(cash(sale.shownTotal));
  await reaches(one, 'paid');
  await reaches(other, 'paid');
  expect(await paymentsOf(sale)).toHaveLength(1);
});

test('a declined card says why, and cash pays the same order', async () => {
  const sale = await begun();
  const driver = drive(sale);
  driver.pay(card('pm_card_visa_chargeDeclinedInsufficientFunds'));
  await reaches(driver, 'declined');
  expect(driver.sale().payment?.failure?.declineCode).toBe('insufficient_funds');
  driver.pay(cash(sale.shownTotal));
  await reaches(driver, 'paid');
  expect((await paymentsOf(sale)).map(({ status }) => status)).toEqual([
    PaymentStatus.FAILED,
    PaymentStatus.CAPTURED,
  ]);
});

test('a card whose guest must confirm waits, and can be given up without money', async () => {
  const sale = await begun();
  const driver = drive(sale);
  driver.pay(card('pm_card_authenticationRequired'));
  await reaches(driver, 'action');
  expect(driver.sale().payment?.detail).toMatchObject({
    value: { nextAction: { redirectUrl: expect.stringContaining('http') } },
  });
  driver.cancel();
  await reaches(driver, 'declined');
  expect(driver.sale().payment?.status).toBe(PaymentStatus.CANCELLED);
});

test('another total than the one shown places nothing until the guest agrees', async () => {
  const sale = { ...(await begun()) };
  const driver = drive({ ...sale, shownTotal: sale.shownTotal - 25n });
  driver.pay(cash(sale.shownTotal));
  await reaches(driver, 'differs');
  expect(driver.sale().newTotal).toBe(sale.shownTotal);
  await expect(sippy.order.getOrder({ orderId: sale.cart.orderId })).rejects.toThrow(SippyError);
  driver.accept();
  driver.pay(cash(sale.shownTotal));
  await reaches(driver, 'paid');
});

test('an open check that another till has added to is paid only at the new total', async () => {
  const check = await saveCheck(till, cartOfOne());
  const cart = { ...emptyCart(check.orderId, newId()), order: check };
  const sale = { ...(await begun(cart)), order: check };
  const { productId, variantId } = line;
  await sippy.order.addLines({
    orderId: check.orderId,
    lines: [{ productId, variantId, quantity: 1 }],
  });
  const driver = drive(sale);
  driver.pay(cash(sale.shownTotal));
  await reaches(driver, 'changed');
  driver.accept();
  driver.pay(cash(driver.sale().shownTotal));
  await reaches(driver, 'paid');
});

test('a check that was kept open goes to the kitchen when it is paid', async () => {
  const check = await saveCheck(till, cartOfOne());
  const cart = { ...emptyCart(check.orderId, newId()), order: check };
  const sale = { ...(await begun(cart)), order: check };
  const driver = drive(sale);
  driver.pay(cash(sale.shownTotal));
  await expect.poll(() => driver.sale().isSent).toBe(true);
  const { order } = await sippy.order.getOrder({ orderId: check.orderId });
  expect(order?.status).toBe(OrderStatus.PENDING);
});

test('an order that was cancelled elsewhere takes no money', async () => {
  const check = await saveCheck(till, cartOfOne());
  const cart = { ...emptyCart(check.orderId, newId()), order: check };
  const sale = { ...(await begun(cart)), order: check };
  await sippy.order.cancelOrder({
    orderId: check.orderId,
    reason: { code: 'CHANGE_REASON_CODE_MISTAKE' },
  });
  const driver = drive(sale);
  driver.pay(cash(sale.shownTotal));
  await reaches(driver, 'closed');
  expect(await paymentsOf(sale)).toEqual([]);
});

test('an open check is kept once however often it is saved, and takes on what is new', async () => {
  const cart = cartOfOne();
  const by = tillOf(losing('order', 'placeOrder'), till.device.cafeId);
  await expect(saveCheck(by, cart)).rejects.toThrow('lost');
  const check = await saveCheck(by, cart);
  expect(check.status).toBe(OrderStatus.CREATED);
  const more = addLine(
    { ...cart, order: check, customerName: 'Ada' },
    { ...line, modifiers: [], quantity: 2, note: 'hot', course: 0 },
    newId(),
  );
  const lossy = vi.fn(losing('order', 'addLines').order.addLines);
  const adding = tillOf(
    { ...sippy, order: { ...sippy.order, addLines: lossy } } as Sippy,
    till.device.cafeId,
  );
  await expect(saveCheck(adding, more)).rejects.toThrow('lost');
  const saved = await saveCheck(adding, more);
  expect(saved.lines.map(({ quantity }) => quantity)).toEqual([1, 2]);
  expect(saved.customerName).toBe('Ada');
});
