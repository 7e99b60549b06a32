import { newId } from '@sippy/kit/ids';
import { testGrant, testPrincipal } from '@sippy/kit/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomerFixture, type Shop, startCustomer } from './fixture.ts';

let fixture: CustomerFixture;
let shop: Shop;
let foreign: Shop;
beforeAll(async () => {
  fixture = await startCustomer();
  [shop, foreign] = [fixture.shop(), fixture.shop()];
});
afterAll(() => fixture?.stop());

const email = () => `${newId()}@Example.com`;
const digits = (count: number) => String(Math.floor(Math.random() * 10 ** count)).padStart(count, '0');
const phone = () => `+1212${digits(7)}`;
const card = () => `${digits(3)}-${digits(3)}-${digits(6)}`;

test('staff add a customer under an id of the client; everything is kept in one form', async () => {
  const given = {
    customerId: newId(),
    email: email(),
    phone: '+1 (212) 555-0123',
    cardNumber: 'ab-12 cd',
    birthDate: '1950-05-29',
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

test('who may only read customers neither adds, changes nor lists them', async () => {
  const { organisationId, cafeId } = shop;
  const reader = testPrincipal({ grants: [testGrant(organisationId, [cafeId], 'customer.read')] });
  const { profile } = await fixture.add(shop);
  const customerId = profile?.customerId ?? '';
  await fixture.as(reader).getCustomer({ organisationId, customerId });
  const denied = { code: 'PERMISSION_DENIED', reason: 'PERMISSION_MISSING' };
  await expect(fixture.add({ ...shop, staff: reader })).rejects.toMatchObject(denied);
  await expect(fixture.as(reader).listCustomers({ organisationId })).rejects.toMatchObject(denied);
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
  await expect(change({ version: 2n, email: 'nobody' })).rejects.toMatchObject({ fields: [{ field: 'email' }] });
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
