import { newId } from '@sippy/kit/ids';
import { testPrincipal } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomerFixture, startCustomer } from './fixture.ts';

let fixture: CustomerFixture;
beforeAll(async () => {
  fixture = await startCustomer();
});
afterAll(() => fixture?.stop());

test('the first read makes the profile from the account, once however many read at once', async () => {
  const { principal, email } = await fixture.user('Ian Tindale');
  const answers = await Promise.all(Array.from({ length: 5 }, () => fixture.as(principal).getMyProfile({})));
  expect(answers[0]?.profile).toMatchObject({
    customerId: principal.id,
    name: 'Ian Tindale',
    email,
    registered: true,
  });
  expect(new Set(answers.map(({ profile }) => profile?.membershipNumber)).size).toBe(1);
  expect(answers[0]?.memberships).toEqual([]);
});

test('a user changes their own profile; a stale version is refused and a repetition changes nothing', async () => {
  const { principal, email } = await fixture.user();
  const request = {
    requestId: newId(),
    version: 1n,
    phone: '+49 30 1234567',
    birthDate: '1980-02-29',
    birthdayTextVersion: '2026-03',
    language: 'de-AT',
  };
  const { profile } = await fixture.as(principal).updateMyProfile(request);
  expect(profile).toMatchObject({
    name: 'Sue Tindale',
    email,
    phone: '+49301234567',
    birthDate: '1980-02-29',
    version: 2n,
  });
  expect((await fixture.as(principal).updateMyProfile(request)).profile).toEqual(profile);
  const stale = { requestId: newId(), version: 1n, name: 'Late' };
  await expect(fixture.as(principal).updateMyProfile(stale)).rejects.toMatchObject({ code: 'ABORTED' });
  const emptied = { requestId: newId(), version: 2n, phone: '', birthDate: '', language: '' };
  const cleared = (await fixture.as(principal).updateMyProfile(emptied)).profile;
  expect(cleared).toMatchObject({ name: 'Sue Tindale', phone: '', birthDate: '', language: '', version: 3n });
});

test('staff and devices have no profile, guests must sign in', async () => {
  await expect(fixture.as(testPrincipal()).getMyProfile({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(fixture.as().getMyProfile({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('an organisation knows a user once they have joined it, and keeps its hands off the profile', async () => {
  const shop = await fixture.realShop();
  const { organisationId, cafeId } = shop;
  const { principal, email } = await fixture.user();
  const look = () => fixture.as(shop.staff).lookUpCustomer({ cafeId, key: { $case: 'email', value: email } });
  await fixture.as(principal).getMyProfile({});
  await expect(look()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const request = { requestId: newId(), organisationId };
  const { membership } = await fixture.as(principal).joinOrganisation(request);
  expect((await fixture.as(principal).joinOrganisation(request)).membership).toEqual(membership);
  await fixture.as(principal).joinOrganisation({ ...request, requestId: newId() });
  const { customer } = await look();
  expect(customer?.profile).toMatchObject({ customerId: principal.id, registered: true });
  const change = (given: object) =>
    fixture.as(shop.staff).updateCustomer({
      requestId: newId(),
      organisationId,
      customerId: principal.id,
      version: customer?.profile?.version ?? 0n,
      ...given,
    });
  await expect(change({ name: 'Somebody' })).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    reason: 'PROFILE_NOT_YOURS',
  });
  const changed = await change({ cardNumber: `1${newId().slice(-8)}`, homeCafeId: cafeId });
  expect(changed.customer?.membership?.homeCafeId).toBe(cafeId);
  const { memberships } = await fixture.as(principal).getMyProfile({});
  expect(memberships).toHaveLength(1);
});

test('an organisation that does not exist cannot be joined', async () => {
  const { principal } = await fixture.user();
  const request = { requestId: newId(), organisationId: newId() };
  await expect(fixture.as(principal).joinOrganisation(request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('who joins learns nothing of others: a number that another customer has is not refused', async () => {
  const shop = await fixture.realShop();
  const { organisationId, cafeId } = shop;
  const { principal, email } = await fixture.user();
  const other = await fixture.add(shop, { email, phone: '+12125550199' });
  await fixture.as(principal).joinOrganisation({ requestId: newId(), organisationId });
  const { profile } = await fixture.as(principal).getMyProfile({});
  const version = profile?.version ?? 0n;
  await fixture.as(principal).updateMyProfile({ requestId: newId(), version, phone: '+12125550199' });
  for (const key of [
    { $case: 'email', value: email },
    { $case: 'phone', value: '+12125550199' },
  ] as const) {
    const { customer } = await fixture.as(shop.staff).lookUpCustomer({ cafeId, key });
    expect(customer?.profile?.customerId).toBe(other.profile?.customerId);
  }
  const key = { $case: 'membershipNumber', value: profile?.membershipNumber ?? '' } as const;
  const { customer } = await fixture.as(shop.staff).lookUpCustomer({ cafeId, key });
  expect(customer?.profile?.customerId).toBe(principal.id);
});

test('staff cannot take the place of a user by choosing their id', async () => {
  const shop = fixture.shop();
  const { principal, email } = await fixture.user();
  await fixture.add(shop, { customerId: principal.id, name: 'Made up', email: 'other@example.com' });
  const { profile } = await fixture.as(principal).getMyProfile({});
  expect(profile).toMatchObject({ customerId: principal.id, name: 'Sue Tindale', email, registered: true });
});

test('a user whom the auth service does not know has no profile', async () => {
  const stranger = testPrincipal({ kind: 'user', customerId: newId() });
  await expect(fixture.as(stranger).getMyProfile({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
