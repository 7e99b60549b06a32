/** What a person may ask for: a copy of all that is kept of them, and that it is gone. Every service is the real one. */
import { service as auth } from '@sippy/auth';
import { service as cafe } from '@sippy/cafe';
import { service as catalog } from '@sippy/catalog';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { eventually, startTestService, type TestHost, testPrincipal } from '@sippy/kit/testing';
import { service as kitchen } from '@sippy/kitchen';
import { service as loyalty } from '@sippy/loyalty';
import { service as order } from '@sippy/order';
import { service as payment } from '@sippy/payment';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { ErasureStatus, PrivacyServiceDefinition } from '@sippy/proto/customer/v1/privacy_service';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { line, newCafe, payCash, placeOrder, type TestCafe } from '../../order/test/fixture.ts';
import { service as customer } from '../src/main.ts';

const services = ['auth', 'cafe', 'catalog', 'customer', 'kitchen', 'loyalty', 'order', 'payment'];
const password = 'correct horse battery';
let host: TestHost;
let shop: TestCafe;
let staff: Principal;

beforeAll(async () => {
  const env = { PUBLIC_URL: 'http://localhost:8080', SMTP_URL: 'smtp://127.0.0.1:9' };
  host = await startTestService([customer, auth, cafe, catalog, order, payment, kitchen, loyalty], { env });
  shop = await newCafe(host);
  staff = shop.staff(
    'customer.read',
    'customer.manage',
    'customer.administer',
    'payment.read',
    'payment.take',
  );
});
afterAll(() => host?.stop());

const customers = (as: Principal) => host.peer(CustomerServiceDefinition, as);
const privacy = (as?: Principal) => host.peer(PrivacyServiceDefinition, as);

/** Words that are nowhere but where a person's data is. */
const wordsOf = (mark: string) => ({
  name: `Zephyrine${mark}`,
  email: `zephyrine.${mark}@example.com`,
  called: `Zef${mark}`,
  note: `allergic-${mark}`,
  lineNote: `write-${mark}-on-it`,
  receipt: `office.${mark}@example.com`,
});

/** Buys something as a customer, with a name, notes and a receipt by mail. */
async function buy(customerId: string, words: ReturnType<typeof wordsOf>): Promise<void> {
  const lines = [line(shop.menu.coffee, { note: words.lineNote })];
  const more = { customerId, customerName: words.called, note: words.note };
  const { orderId } = await placeOrder(host, shop, lines, more);
  const paid = await payCash(host, shop, orderId);
  const receipt = { requestId: newId(), paymentId: paid.payment?.paymentId ?? '', email: words.receipt };
  await host.peer(PaymentServiceDefinition, staff).sendReceipt(receipt);
  const sql = 'select count(*)::int as n from ticket where order_id = $1 and lines::text like $2';
  await eventually(async () => {
    const { rows } = await host.db('kitchen').query(sql, [orderId, `%${words.lineNote}%`]);
    return rows[0].n > 0;
  });
}

async function signedUp(words: ReturnType<typeof wordsOf>): Promise<Principal> {
  const internal = host.peer(AuthServiceDefinition, testPrincipal({ kind: 'service', id: 'test' }));
  const { user } = await internal.provisionUser({
    requestId: newId(),
    email: words.email,
    password,
    name: words.name,
  });
  const id = user?.userId ?? '';
  const principal = testPrincipal({ kind: 'user', id, customerId: id });
  await host.peer(AuthServiceDefinition).login({ email: words.email, password });
  await customers(principal).joinOrganisation({ requestId: newId(), organisationId: shop.organisationId });
  return principal;
}

async function fileOf(
  parts: AsyncIterable<{ data: Uint8Array }>,
): Promise<Record<string, Record<string, unknown>[]>> {
  let text = '';
  for await (const { data } of parts) text += Buffer.from(data).toString();
  return JSON.parse(text).data;
}

/** Tables of any service with any of the words in them, written plainly or within the bytes of an event. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of services) {
    const db = host.db(name);
    const { rows: tables } = await db.query<{ name: string }>(
      `select c.relname as name from pg_class c
       where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace`,
    );
    for (const table of tables) {
      const { rows } = await db.query<{ n: number }>(
        `select count(*)::int as n from "${table.name}" t, unnest($1::text[]) w (word)
         where strpos(t::text, word) > 0 or strpos(t::text, encode(convert_to(word, 'UTF8'), 'hex')) > 0`,
        [words],
      );
      if (rows[0]?.n) found.push(`${name}.${table.name}`);
    }
  }
  return found.sort();
}

/** Waits until every service has removed what it had. */
async function erased(erasureId: string, status: ErasureStatus): Promise<void> {
  await eventually(
    async () => (await privacy().getErasure({ erasureId })).erasure?.status === status,
    20_000,
  );
}

test('a user gets all that is kept of them in one file, and with a fresh proof is gone from everywhere', async () => {
  const words = wordsOf(newId().slice(-8));
  const principal = await signedUp(words);
  await buy(principal.id, words);
  const file = await fileOf(privacy(principal).exportMyData({}));
  expect(file['auth.account']).toMatchObject([{ email: words.email, name: words.name }]);
  expect(file['auth.sessions']).toHaveLength(1);
  expect(file['customer.memberships']).toHaveLength(1);
  expect(file['order.orders']).toMatchObject([
    { customer_name: words.called, note: words.note, lines: [{ note: words.lineNote }] },
  ]);
  expect(file['payment.payments']).toMatchObject([{ receipts_to_send: [words.receipt] }]);
  expect(JSON.stringify(file)).not.toMatch(/password|hash|secret|last4/);
  const before = await placesOf(Object.values(words));
  for (const place of [
    'auth.user_account',
    'customer.customer',
    'kitchen.ticket',
    'kitchen.event',
    'order.order',
    'order.event',
    'payment.receipt_mail',
  ])
    expect(before).toContain(place);

  await expect(privacy(principal).eraseMe({ password: 'not mine' })).rejects.toMatchObject({
    reason: 'PASSWORD_WRONG',
  });
  const { erasure } = await privacy(principal).eraseMe({ password });
  const erasureId = erasure?.erasureId ?? '';
  expect(erasure?.status).toBe(ErasureStatus.ERASING);
  await erased(erasureId, ErasureStatus.ERASED);
  expect(await placesOf(Object.values(words))).toEqual([]);
  await expect(customers(principal).getMyProfile({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(
    host.peer(AuthServiceDefinition).login({ email: words.email, password }),
  ).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
  const { rows } = await host
    .db('order')
    .query('select total from "order" where customer_id = $1', [principal.id]);
  expect(rows).toHaveLength(1);
  // Once the streams have forgotten too, every service looks again.
  await host.db('customer').query('update erasure set next_time = now() where erasure_id = $1', [erasureId]);
  await erased(erasureId, ErasureStatus.COMPLETE);
});

test('staff with the right remove a customer of theirs whole, of a user only what is theirs', async () => {
  const words = wordsOf(newId().slice(-8));
  const { organisationId, cafeId } = shop;
  const made = await customers(staff).createCustomer({
    requestId: newId(),
    cafeId,
    name: words.name,
    email: words.email,
  });
  const customerId = made.customer?.profile?.customerId ?? '';
  await buy(customerId, words);
  const barista = shop.staff('customer.read', 'customer.manage');
  const wish = { requestId: newId(), organisationId, customerId };
  await expect(privacy(barista).eraseCustomer(wish)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  const file = await fileOf(privacy(staff).exportCustomer({ organisationId, customerId }));
  expect(file['customer.profiles']).toMatchObject([{ name: words.name, email: words.email }]);
  expect(file['auth.account']).toBeUndefined();
  const { erasure } = await privacy(staff).eraseCustomer(wish);
  expect((await privacy(staff).eraseCustomer(wish)).erasure?.erasureId).toBe(erasure?.erasureId);
  await erased(erasure?.erasureId ?? '', ErasureStatus.ERASED);
  expect(await placesOf(Object.values(words))).toEqual([]);
  await expect(customers(staff).getCustomer({ organisationId, customerId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });

  const theirs = wordsOf(newId().slice(-8));
  const user = await signedUp(theirs);
  await buy(user.id, theirs);
  const asked = await privacy(staff).eraseCustomer({
    requestId: newId(),
    organisationId,
    customerId: user.id,
  });
  await erased(asked.erasure?.erasureId ?? '', ErasureStatus.ERASED);
  expect(await placesOf([theirs.called, theirs.note, theirs.lineNote, theirs.receipt])).toEqual([]);
  const { profile, memberships } = await customers(user).getMyProfile({});
  expect(profile).toMatchObject({ name: theirs.name, email: theirs.email });
  expect(memberships).toEqual([]);
});

test('an erasure that was ended half-way goes on where it was, and one asked for again is the same', async () => {
  const words = wordsOf(newId().slice(-8));
  const principal = await signedUp(words);
  await buy(principal.id, words);
  const { erasure } = await privacy(principal).eraseMe({ password });
  const erasureId = erasure?.erasureId ?? '';
  await erased(erasureId, ErasureStatus.ERASED);
  // As if the process had ended before anybody but auth was asked, and an event had come late.
  const db = host.db('customer');
  await host
    .db('order')
    .query(`update "order" set customer_name = $2 where customer_id = $1`, [principal.id, words.called]);
  await db.query(
    `update erasure set done = '{auth}', erase_time = null, next_time = now() where erasure_id = $1`,
    [erasureId],
  );
  await erased(erasureId, ErasureStatus.ERASED);
  expect(await placesOf(Object.values(words))).toEqual([]);
});
