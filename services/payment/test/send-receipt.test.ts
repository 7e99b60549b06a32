/** Receipts by e-mail: what comes, for whom it may be asked, and that the address is nowhere afterwards. */
import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inbox, startInbox } from '../../auth/test/inbox.ts';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;
let inbox: Inbox;
let silent: World;

beforeAll(async () => {
  inbox = await startInbox();
  [world, silent] = await Promise.all([
    startWorld({ env: { SMTP_URL: inbox.url } }),
    startWorld({ webhooks: false }),
  ]);
});
afterAll(async () => {
  await Promise.all([world.stop(), silent.stop()]);
  await inbox.stop();
});

const sell = async (at = world) => {
  const order = at.book.place();
  const { payment } = await at.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  return payment?.paymentId ?? '';
};
const send = (paymentId: string, email: string, id = requestId()) =>
  world.manager.sendReceipt({ requestId: id, paymentId, email });
const address = () => `Guest.${newId()}@example.com`;
const waiting = async (paymentId: string) =>
  (
    await world.host
      .db('payment')
      .query<{ attempts: number; recipient: string }>(
        'select attempts, recipient from receipt_mail where payment_id = $1',
        [paymentId],
      )
  ).rows;

test('the receipt comes as text and as a page, with its refunds, and the address is nowhere afterwards', async () => {
  const [paymentId, email] = [await sell(), address()];
  await world.manager.refundPayment({
    ...{ requestId: requestId(), paymentId, reason: 'x', amount: eur(250n) },
  });
  expect(await send(paymentId, email)).toEqual({});
  const mail = await inbox.mailTo(email);
  const { receipt } = await world.manager.getReceipt({ paymentId });
  expect(mail.subject).toBe(`Receipt ${receipt?.receiptNumber} from Corner & Bean`);
  expect(mail.text.trim()).toBe(receipt?.text.trim());
  expect(mail.text).toContain('-2.50');
  expect(mail.html).toContain('<main aria-label="Receipt');
  await expect.poll(() => waiting(paymentId)).toEqual([]);
  const kept = await world.host.db('payment').query<{ hit: string }>(
    `select 'event' as hit from event where position(convert_to($1, 'UTF8') in envelope) > 0
     union all select 'request' from request where made::text ilike '%' || $1 || '%'
     union all select 'payment' from payment p where p::text ilike '%' || $1 || '%'`,
    [email],
  );
  expect(kept.rows).toEqual([]);
});

test('however often a request comes, and whichever address it names then, one mail is sent', async () => {
  const [paymentId, email, id] = [await sell(), address(), requestId()];
  await Promise.all([1, 2, 3, 4, 5].map(() => send(paymentId, email, id)));
  await inbox.mailTo(email);
  const other = address();
  await send(paymentId, other, id);
  await expect(send(await sell(), email, id)).rejects.toMatchObject({ reason: 'REQUEST_ID_REUSED' });
  await expect.poll(() => waiting(paymentId)).toEqual([]);
  expect(inbox.mails.filter(({ to }) => [email, other].includes(to))).toHaveLength(1);
});

test('a receipt that the mail server does not take is sent when it takes mail again', async () => {
  const [paymentId, email] = [await sell(), address()];
  inbox.refuse(true);
  try {
    await send(paymentId, email);
    await expect
      .poll(async () => (await waiting(paymentId))[0]?.attempts, { timeout: 5_000 })
      .toBeGreaterThan(0);
  } finally {
    inbox.refuse(false);
  }
  await inbox.mailTo(email);
  await expect.poll(() => waiting(paymentId)).toEqual([]);
});

test('only who takes payments at the café sends its receipts, and only of money that was taken', async () => {
  const [paymentId, email] = [await sell(), address()];
  const request = { requestId: requestId(), paymentId, email };
  const clerk = world.as(world.staff(world.book.cafeId, 'payment.read'));
  await expect(clerk.sendReceipt(request)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const elsewhere = world.as(world.staff(newId(), 'payment.take'));
  await expect(elsewhere.sendReceipt(request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const order = world.book.place();
  const begun = await world.manager.createPaymentIntent({
    requestId: requestId(),
    orderId: order.orderId,
  });
  await expect(send(begun.payment?.paymentId ?? '', email)).rejects.toMatchObject({ reason: 'NO_RECEIPT' });
  for (const bad of ['', 'nobody', 'a@b\r\nBcc: c@d.example', `${'x'.repeat(250)}@example.com`])
    await expect(send(paymentId, bad)).rejects.toMatchObject({ fields: [{ field: 'email' }] });
  expect(await waiting(paymentId)).toEqual([]);
  expect(inbox.mails.filter(({ to }) => to === email)).toEqual([]);
});

test('a café sends so many receipts and is then told when it may again, and other cafés go on', async () => {
  const order = world.book.place({ cafeId: world.book.coinCafeId });
  const { payment } = await world.manager.payCash({ requestId: requestId(), orderId: order.orderId });
  const paymentId = payment?.paymentId ?? '';
  const ends = await Promise.allSettled(Array.from({ length: 121 }, () => send(paymentId, 'a@example.com')));
  const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]).toMatchObject({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_REQUESTS' });
  await send(await sell(), address());
});

test('without a mail server the till is told to print', async () => {
  const paymentId = await sell(silent);
  await expect(
    silent.manager.sendReceipt({ requestId: requestId(), paymentId, email: address() }),
  ).rejects.toMatchObject({ reason: 'MAIL_OFF' });
});
