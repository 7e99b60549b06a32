import { newId } from '@sippy/kit/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomerFixture, card, email, phone, type Shop, startCustomer } from './fixture.ts';

let fixture: CustomerFixture;
let shop: Shop;
let foreign: Shop;
beforeAll(async () => {
  fixture = await startCustomer();
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
