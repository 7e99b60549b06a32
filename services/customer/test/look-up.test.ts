import { newId } from '@sippy/kit/ids';
import { service as loyalty } from '@sippy/loyalty';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomerFixture, card, email, phone, type Shop, startCustomer } from './fixture.ts';

let fixture: CustomerFixture;
let shop: Shop;
let foreign: Shop;
beforeAll(async () => {
  fixture = await startCustomer({}, [loyalty]);
  [shop, foreign] = [fixture.shop(), fixture.shop()];
});
afterAll(() => fixture?.stop());

test('a customer is found by exactly their e-mail, telephone, card or membership number', async () => {
  const made = await fixture.add(shop, { email: email(), phone: phone(), cardNumber: card() });
  const { profile, membership } = made;
  const number = profile?.membershipNumber ?? '';
  const keys = [
    { $case: 'email', value: (profile?.email ?? '').toUpperCase() },
    { $case: 'phone', value: `${profile?.phone.slice(0, 5)} ${profile?.phone.slice(5)}` },
    { $case: 'cardNumber', value: membership?.cardNumber ?? '' },
    { $case: 'membershipNumber', value: number },
    { $case: 'membershipNumber', value: number.replaceAll('-', '') },
  ] as const;
  for (const key of keys) {
    const { customer } = await fixture.as(shop.staff).lookUpCustomer({ cafeId: shop.cafeId, key });
    expect(customer).toEqual(made);
  }
  for (const value of ['%', '_', profile?.email.slice(1) ?? '', `${profile?.email}x`]) {
    const attempt = fixture
      .as(shop.staff)
      .lookUpCustomer({ cafeId: shop.cafeId, key: { $case: 'email', value } });
    await expect(attempt).rejects.toMatchObject({ code: /NOT_FOUND|INVALID_ARGUMENT/ });
  }
});

test('a typing error in a membership number is told apart from an unknown number', async () => {
  const { profile } = await fixture.add(shop);
  const number = profile?.membershipNumber ?? '';
  const last = (Number(number.at(-1)) + 1) % 10;
  const look = (value: string) =>
    fixture.as(shop.staff).lookUpCustomer({ cafeId: shop.cafeId, key: { $case: 'membershipNumber', value } });
  await expect(look(number.slice(0, -1) + last)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    reason: 'MEMBERSHIP_NUMBER_INVALID',
  });
});

test('an organisation finds and lists its own customers only', async () => {
  const { profile } = await fixture.add(foreign, { email: email(), phone: phone(), cardNumber: card() });
  const customerId = profile?.customerId ?? '';
  const staff = fixture.as(shop.staff);
  const { organisationId } = shop;
  for (const key of [
    { $case: 'email', value: profile?.email ?? '' },
    { $case: 'phone', value: profile?.phone ?? '' },
    { $case: 'membershipNumber', value: profile?.membershipNumber ?? '' },
  ] as const) {
    const attempt = await staff.lookUpCustomer({ cafeId: shop.cafeId, key }).catch((error) => error);
    expect(attempt).toMatchObject({ code: 'NOT_FOUND' });
    expect(attempt.message).not.toContain(key.value);
  }
  await expect(staff.getCustomer({ organisationId, customerId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const change = { requestId: newId(), organisationId, customerId, version: 1n, name: 'Mine' };
  await expect(staff.updateCustomer(change)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const theirs = { organisationId: foreign.organisationId, customerId };
  await expect(staff.getCustomer(theirs)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(staff.listCustomers(theirs)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(fixture.add({ ...foreign, staff: shop.staff })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
});

test('nobody tries out numbers at a counter: look-ups are limited for each member of staff', async () => {
  const busy = fixture.shop();
  const look = () =>
    fixture.as(busy.staff).lookUpCustomer({ cafeId: busy.cafeId, key: { $case: 'phone', value: phone() } });
  const reasons = (await Promise.allSettled(Array.from({ length: 80 }, look))).map(
    (outcome) => (outcome as PromiseRejectedResult).reason.reason as string,
  );
  const limited = reasons.filter((reason) => reason === 'TOO_MANY_REQUESTS').length;
  expect(limited).toBeGreaterThanOrEqual(15);
  expect(limited).toBeLessThanOrEqual(20);
});

/** Puts cafés into a points network, as the news of it would. */
async function makeNetwork(cafes: readonly Shop[]): Promise<void> {
  const networkId = newId();
  const rows = cafes.map(
    ({ cafeId, organisationId }) =>
      `insert into network_cafe values ('${networkId}', '${cafeId}', '${organisationId}', 'UTC', '2020-01-01', null);`,
  );
  await fixture.host.db('loyalty').query(
    `begin; set local sippy.scope = 'service';
     insert into network values ('${networkId}', '${cafes[0]?.organisationId}', 1, 'EUR', 'UTC'); ${rows.join(' ')} commit`,
  );
}

const scan = (value: string) => ({ $case: 'scan', value }) as const;

test('a scanned card finds its customer at home; at a café of the network a name and number; elsewhere nobody', async () => {
  const [home, network, elsewhere] = [fixture.shop(), fixture.shop(), fixture.shop()];
  await makeNetwork([home, network]);
  const made = await fixture.add(home, { name: 'Kelly Anne Key', email: email(), phone: phone() });
  const customerId = made.profile?.customerId ?? '';
  const { organisationId } = home;
  const { card } = await fixture.as(home.staff).getCustomerCard({ organisationId, customerId });
  const again = await fixture.as(home.staff).getCustomerCard({ organisationId, customerId });
  expect(again.card).toEqual(card);
  expect(card?.payload).not.toContain(customerId);
  expect(card?.svg).toMatch(/^<svg/);
  const key = scan(card?.payload ?? '');
  const look = (
    { staff, cafeId }: Shop,
    given: typeof key | { $case: 'phone' | 'membershipNumber'; value: string },
  ) => fixture.as(staff).lookUpCustomer({ cafeId, key: given });
  expect(await look(home, key)).toEqual({ customer: made, networkMember: undefined });
  expect(await look(network, key)).toEqual({
    customer: undefined,
    networkMember: { customerId, givenName: 'Kelly', membershipNumber: made.profile?.membershipNumber },
  });
  await expect(look(elsewhere, key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (const other of [
    { $case: 'phone', value: made.profile?.phone ?? '' },
    { $case: 'membershipNumber', value: made.profile?.membershipNumber ?? '' },
  ] as const)
    await expect(look(network, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(look(home, scan(`${card?.payload}x`))).rejects.toMatchObject({ reason: 'CARD_UNREADABLE' });
});

test('every look-up is told, found or not, and nothing that was asked for with it', async () => {
  const shop = fixture.shop();
  const made = await fixture.add(shop, { email: email(), phone: phone() });
  const stranger = phone();
  for (const value of [made.profile?.phone ?? '', stranger])
    await fixture
      .as(shop.staff)
      .lookUpCustomer({ cafeId: shop.cafeId, key: { $case: 'phone', value } })
      .catch(() => undefined);
  const told = await fixture.host.db('customer').query(
    `begin; set local sippy.scope = 'service'; select envelope from event
     where type = 'customer.looked_up' and cafe_id = '${shop.cafeId}' order by position; commit`,
  );
  const envelopes = (told as unknown as { rows: { envelope: Buffer }[] }[])[2]?.rows ?? [];
  expect(envelopes).toHaveLength(2);
  const text = envelopes.map(({ envelope }) => envelope.toString('latin1')).join();
  expect(text).toContain(made.profile?.customerId);
  expect(text).not.toContain(stranger.slice(1));
  expect(text).not.toContain(made.profile?.phone.slice(1));
});
