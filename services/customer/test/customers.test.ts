import { newId } from '@sippy/kit/ids';
import { testGrant, testPrincipal } from '@sippy/kit/testing';
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

test('staff add a customer under an id of the client; everything is kept in one form', async () => {
  const given = {
    customerId: newId(),
    email: email(),
    phone: '+1 (212) 555-0123',
    cardNumber: 'ab-12 cd',
    birthDate: '1950-05-29',
    birthdayTextVersion: '2026-03',
    language: 'en-GB',
  };
  const made = await fixture.add(shop, given);
  expect(made.profile).toMatchObject({
    customerId: given.customerId,
    name: 'Kelly Key',
    email: given.email.toLowerCase(),
    phone: '+12125550123',
    birthDate: '1950-05-29',
    registered: false,
    version: 1n,
  });
  expect(made.profile?.membershipNumber).toMatch(/^\d{4}-\d{4}-\d$/);
  expect(made.membership).toMatchObject({
    organisationId: shop.organisationId,
    homeCafeId: shop.cafeId,
    cardNumber: 'AB12CD',
  });
});

test('who may only read customers neither adds, changes nor lists them, and who works at a counter lists nobody', async () => {
  const { organisationId, cafeId } = shop;
  const reader = testPrincipal({ grants: [testGrant(organisationId, [cafeId], 'customer.read')] });
  const { profile } = await fixture.add(shop);
  const customerId = profile?.customerId ?? '';
  await fixture.as(reader).getCustomer({ organisationId, customerId });
  const barista = testPrincipal({
    grants: [testGrant(organisationId, [cafeId], 'customer.read', 'customer.manage')],
  });
  const denied = { code: 'PERMISSION_DENIED', reason: 'PERMISSION_MISSING' };
  await expect(fixture.add({ ...shop, staff: reader })).rejects.toMatchObject(denied);
  for (const staff of [reader, barista])
    await expect(fixture.as(staff).listCustomers({ organisationId })).rejects.toMatchObject(denied);
  await expect(fixture.as().listCustomers({ organisationId })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

test('e-mail, telephone and card belong to one customer of an organisation, and may be another’s elsewhere', async () => {
  const taken = { email: email(), phone: phone(), cardNumber: card() };
  await fixture.add(shop, taken);
  await expect(fixture.add(shop, { email: taken.email.toUpperCase() })).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
    reason: 'EMAIL_TAKEN',
    fields: [{ field: 'email' }],
  });
  await expect(fixture.add(shop, { phone: taken.phone })).rejects.toMatchObject({ reason: 'PHONE_TAKEN' });
  await expect(fixture.add(shop, { cardNumber: taken.cardNumber })).rejects.toMatchObject({
    reason: 'CARD_TAKEN',
  });
  await fixture.add(foreign, taken);
});

test('of many who claim one card at once, one gets it', async () => {
  const cardNumber = card();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => fixture.add(shop, { cardNumber })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('adding happens once for a request_id, even at once; with another body it is refused', async () => {
  const request = { requestId: newId(), cardNumber: card() };
  const made = await Promise.all(Array.from({ length: 6 }, () => fixture.add(shop, request)));
  expect(new Set(made.map(({ profile }) => profile?.customerId)).size).toBe(1);
  await expect(fixture.add(shop, { ...request, name: 'Other' })).rejects.toMatchObject({
    reason: 'REQUEST_ID_REUSED',
  });
  const customerId = made[0]?.profile?.customerId ?? '';
  await expect(fixture.add(shop, { customerId })).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
    reason: 'ALREADY_EXISTS',
  });
  const told = await fixture.host
    .db('customer')
    .query(
      `begin; set local sippy.scope = 'service'; select type from event where aggregate_id = '${customerId}'; commit`,
    );
  const rows = (told as unknown as { rows: object[] }[])[2]?.rows;
  expect(rows).toEqual([{ type: 'customer.created' }]);
});

test('a change keeps what it does not name, removes what it empties, and needs the current version', async () => {
  const made = await fixture.add(shop, {
    email: email(),
    phone: phone(),
    cardNumber: card(),
    birthDate: '1990-01-02',
    birthdayTextVersion: '2026-03',
  });
  const { organisationId } = shop;
  const customerId = made.profile?.customerId ?? '';
  const change = (request: object) =>
    fixture
      .as(shop.staff)
      .updateCustomer({ requestId: newId(), organisationId, customerId, version: 1n, ...request });
  const requestId = newId();
  const { customer } = await change({ requestId, phone: '', name: 'Kelly Lock' });
  expect(customer?.profile).toEqual({ ...made.profile, name: 'Kelly Lock', phone: '', version: 2n });
  expect(customer?.membership).toEqual(made.membership);
  expect((await change({ requestId, phone: '', name: 'Kelly Lock' })).customer).toEqual(customer);
  await expect(change({ name: 'Late' })).rejects.toMatchObject({ code: 'ABORTED', reason: 'STALE_VERSION' });
  const key = { $case: 'phone', value: made.profile?.phone ?? '' } as const;
  const gone = fixture.as(shop.staff).lookUpCustomer({ cafeId: shop.cafeId, key });
  await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const other = await fixture.add(shop, { cardNumber: card() });
  await expect(change({ version: 2n, cardNumber: other.membership?.cardNumber })).rejects.toMatchObject({
    reason: 'CARD_TAKEN',
  });
  await expect(change({ version: 2n, email: 'nobody' })).rejects.toMatchObject({
    fields: [{ field: 'email' }],
  });
  await expect(change({ version: 2n, homeCafeId: newId() })).rejects.toMatchObject({
    fields: [{ field: 'home_cafe_id' }],
  });
});

test('of two changes on one version at once, one wins', async () => {
  const { profile } = await fixture.add(shop);
  const { organisationId } = shop;
  const change = (name: string) =>
    fixture.as(shop.staff).updateCustomer({
      requestId: newId(),
      organisationId,
      customerId: profile?.customerId ?? '',
      version: 1n,
      name,
    });
  const outcomes = await Promise.allSettled([change('One'), change('Two'), change('Three')]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('customers are listed in pages that neither repeat nor skip', async () => {
  const mine = fixture.shop();
  const made: string[] = [];
  for (let i = 0; i < 5; i++) made.unshift((await fixture.add(mine)).profile?.customerId ?? '');
  const listed: string[] = [];
  let pageToken = '';
  do {
    const { organisationId } = mine;
    const page = { pageSize: 2, pageToken };
    const answer = await fixture.as(mine.staff).listCustomers({ organisationId, page });
    listed.push(...answer.customers.map(({ profile }) => profile?.customerId ?? ''));
    pageToken = answer.pageInfo?.nextPageToken ?? '';
  } while (pageToken !== '');
  expect(listed).toEqual(made);
  const home = { organisationId: mine.organisationId, homeCafeId: newId() };
  expect((await fixture.as(mine.staff).listCustomers(home)).customers).toEqual([]);
});

test('bad input names its field, and nothing is written', async () => {
  const bad: [object, string][] = [
    [{ name: '   ' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'Kelly\u0000' }, 'name'],
    [{ email: 'nobody' }, 'email'],
    [{ phone: '2125550123' }, 'phone'],
    [{ cardNumber: '1' }, 'card_number'],
    [{ birthDate: '1990-02-30' }, 'birth_date'],
    [{ birthDate: '2990-01-01' }, 'birth_date'],
    [{ customerId: 'x' }, 'customer_id'],
    [{ requestId: '' }, 'request_id'],
  ];
  const mine = fixture.shop();
  for (const [request, field] of bad) {
    await expect(fixture.add(mine, request), field).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      fields: [{ field }],
    });
  }
  const { organisationId } = mine;
  expect((await fixture.as(mine.staff).listCustomers({ organisationId })).customers).toEqual([]);
  const none = fixture.as(mine.staff).lookUpCustomer({ cafeId: mine.cafeId });
  await expect(none).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('of two records of one person the kept one gets what it lacks; every key of the other leads to it', async () => {
  const mine = fixture.shop();
  const { organisationId, cafeId, staff } = mine;
  const kept = await fixture.add(mine, { phone: phone() });
  const given = { email: email(), phone: phone(), cardNumber: card(), birthDate: '1990-01-02' };
  const other = await fixture.add(mine, { ...given, birthdayTextVersion: '2026-03' });
  const customerId = kept.profile?.customerId ?? '';
  const mergedCustomerId = other.profile?.customerId ?? '';
  const merge = { requestId: newId(), organisationId, customerId, mergedCustomerId };
  const barista = testPrincipal({ grants: [testGrant(organisationId, [cafeId], 'customer.manage')] });
  await expect(fixture.as(barista).mergeCustomers(merge)).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
  const { customer } = await fixture.as(staff).mergeCustomers(merge);
  expect(customer?.profile).toMatchObject({
    ...{ customerId, name: kept.profile?.name, phone: kept.profile?.phone, version: 2n },
    ...{ email: other.profile?.email, birthDate: '1990-01-02' },
  });
  expect(customer?.membership?.cardNumber).toBe(other.membership?.cardNumber);
  for (const key of [
    { $case: 'email', value: given.email },
    { $case: 'phone', value: given.phone },
    { $case: 'cardNumber', value: given.cardNumber },
    { $case: 'membershipNumber', value: other.profile?.membershipNumber ?? '' },
  ] as const)
    expect((await fixture.as(staff).lookUpCustomer({ cafeId, key })).customer, key.$case).toEqual(customer);
  const change = {
    requestId: newId(),
    organisationId,
    customerId: mergedCustomerId,
    version: 2n,
    name: 'One',
  };
  expect((await fixture.as(staff).updateCustomer(change)).customer?.profile?.customerId).toBe(customerId);
  expect((await fixture.as(staff).listCustomers({ organisationId })).customers).toHaveLength(1);
  const stranger = { ...merge, requestId: newId(), mergedCustomerId: newId() };
  await expect(fixture.as(staff).mergeCustomers(stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const itself = { ...merge, requestId: newId(), mergedCustomerId: customerId };
  await expect(fixture.as(staff).mergeCustomers(itself)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
