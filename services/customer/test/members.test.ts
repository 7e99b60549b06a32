import { newId } from '@sippy/kit/ids';
import { testCustomer } from '@sippy/kit/testing';
import { ConsentPlace, ConsentPurpose, ContactChannel } from '@sippy/proto/customer/v1/consent';
import { ConsentServiceDefinition } from '@sippy/proto/customer/v1/consent_service';
import { FavouriteServiceDefinition } from '@sippy/proto/customer/v1/favourite_service';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomerFixture, type Shop, startCustomer } from './fixture.ts';

let fixture: CustomerFixture;
let shop: Shop;
let user: Awaited<ReturnType<CustomerFixture['user']>>['principal'];
beforeAll(async () => {
  fixture = await startCustomer();
  shop = await fixture.realShop();
  user = (await fixture.user('Kelly Anne Key')).principal;
  await fixture.as(user).joinOrganisation({ requestId: newId(), organisationId: shop.organisationId });
});
afterAll(() => fixture?.stop());

const consents = (principal = user) => fixture.host.peer(ConsentServiceDefinition, principal);
const favourites = (principal = user) => fixture.host.peer(FavouriteServiceDefinition, principal);
const said = (channel: ContactChannel, given: boolean) => ({
  requestId: newId(),
  organisationId: shop.organisationId,
  purpose: ConsentPurpose.OFFERS,
  channel,
  given,
  textVersion: '2026-03',
});

test('a date of birth is kept only with a consent, and goes with it', async () => {
  const { profile } = await fixture.as(user).getMyProfile({});
  const change = (version: bigint, birthdayTextVersion = '') =>
    fixture
      .as(user)
      .updateMyProfile({ requestId: newId(), version, birthDate: '1990-01-02', birthdayTextVersion });
  const version = profile?.version ?? 0n;
  await expect(change(version)).rejects.toMatchObject({ reason: 'BIRTHDAY_CONSENT_MISSING' });
  expect((await change(version, '2026-03')).profile?.birthDate).toBe('1990-01-02');
  // The consent stands, so that a correction needs none.
  await change(version + 1n);
  const birthday = {
    requestId: newId(),
    purpose: ConsentPurpose.BIRTHDAY,
    given: false,
    textVersion: '2026-03',
  };
  const { consent } = await consents().recordMyConsent(birthday);
  expect((await consents().recordMyConsent(birthday)).consent).toEqual(consent);
  const after = (await fixture.as(user).getMyProfile({})).profile;
  expect(after).toMatchObject({ birthDate: '', version: version + 3n });
  await expect(change(version + 3n)).rejects.toMatchObject({ reason: 'BIRTHDAY_CONSENT_MISSING' });
  const there = await fixture.add(shop, { birthDate: '1990-01-02', birthdayTextVersion: '2026-03' });
  const customerId = there.profile?.customerId ?? '';
  await consents(shop.staff).recordConsent({
    ...birthday,
    requestId: newId(),
    cafeId: shop.cafeId,
    customerId,
  });
  const { organisationId, staff } = shop;
  const { customer } = await fixture.as(staff).getCustomer({ organisationId, customerId });
  expect(customer?.profile?.birthDate).toBe('');
  await expect(fixture.add(shop, { birthDate: '1990-01-02' })).rejects.toMatchObject({
    reason: 'BIRTHDAY_CONSENT_MISSING',
  });
});

test('preferences are the newest consents, whether given in the app or at a counter; nothing is lost of how it came', async () => {
  const { organisationId, cafeId, staff } = shop;
  await consents().recordMyConsent(said(ContactChannel.EMAIL, true));
  await consents().recordMyConsent(said(ContactChannel.SMS, true));
  const atCounter = { ...said(ContactChannel.EMAIL, false), cafeId, customerId: user.id };
  await consents(staff).recordConsent(atCounter);
  const seen = await consents(staff).listConsents({
    organisationId,
    customerId: user.id,
    page: { pageSize: 2 },
  });
  const offers = seen.current.filter(({ purpose }) => purpose === ConsentPurpose.OFFERS);
  expect(offers).toHaveLength(2);
  expect(offers).toContainEqual(
    expect.objectContaining({
      channel: ContactChannel.EMAIL,
      given: false,
      place: ConsentPlace.COUNTER,
      cafeId,
    }),
  );
  expect(offers).toContainEqual(
    expect.objectContaining({ channel: ContactChannel.SMS, given: true, cafeId: '' }),
  );
  const all = (await consents().listMyConsents({ page: { pageSize: 100 } })).history;
  expect(all.filter(({ purpose }) => purpose === ConsentPurpose.OFFERS)).toHaveLength(3);
  const page = { pageSize: 100, pageToken: seen.pageInfo?.nextPageToken ?? '' };
  const rest = await consents(staff).listConsents({ organisationId, customerId: user.id, page });
  expect([...seen.history, ...rest.history]).toEqual(all);
});

test('who is no customer of an organisation agrees to nothing there and keeps nothing there', async () => {
  const elsewhere = { ...said(ContactChannel.EMAIL, true), organisationId: newId() };
  await expect(consents().recordMyConsent(elsewhere)).rejects.toMatchObject({ reason: 'NOT_A_CUSTOMER' });
  const stranger = { ...said(ContactChannel.EMAIL, true), cafeId: shop.cafeId, customerId: newId() };
  await expect(consents(shop.staff).recordConsent(stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(favourites().saveMyFavourite(favourite({ organisationId: newId() }))).rejects.toMatchObject({
    reason: 'NOT_A_CUSTOMER',
  });
});

const favourite = (given: object = {}) => ({
  requestId: newId(),
  favouriteId: newId(),
  organisationId: shop.organisationId,
  name: 'Monday morning',
  productId: newId(),
  variantId: newId(),
  modifiers: [{ modifierId: newId(), quantity: 2 }],
  ...given,
});

test('a favourite is kept as it was chosen, changed under its id, read by staff of the organisation, and removed', async () => {
  const kept = favourite();
  await favourites().saveMyFavourite(kept);
  await favourites().saveMyFavourite(kept);
  await favourites().saveMyFavourite({ ...kept, requestId: newId(), name: 'Every day' });
  const { organisationId, staff } = shop;
  const seen = await favourites(staff).listFavourites({ organisationId, customerId: user.id });
  expect(seen.favourites).toEqual([
    expect.objectContaining({
      favouriteId: kept.favouriteId,
      name: 'Every day',
      productId: kept.productId,
      modifiers: [{ modifierId: kept.modifiers[0]?.modifierId, quantity: 2, parentModifierId: '' }],
    }),
  ]);
  const other = (await fixture.user()).principal;
  await fixture.as(other).joinOrganisation({ requestId: newId(), organisationId });
  const theirs = favourites(other).saveMyFavourite({ ...kept, requestId: newId() });
  await expect(theirs).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  const removal = { requestId: newId(), favouriteId: kept.favouriteId };
  await favourites(other).deleteMyFavourite({ ...removal, requestId: newId() });
  expect((await favourites().listMyFavourites({})).favourites).toHaveLength(1);
  await favourites().deleteMyFavourite(removal);
  await favourites().deleteMyFavourite(removal);
  expect((await favourites().listMyFavourites({})).favourites).toEqual([]);
});

test('of many favourites kept at once, fifty are kept', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 54 }, () => favourites().saveMyFavourite(favourite())),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.map(({ reason }) => reason.reason)).toEqual(Array(4).fill('TOO_MANY_FAVOURITES'));
  expect(
    (await favourites().listMyFavourites({ organisationId: shop.organisationId })).favourites,
  ).toHaveLength(50);
});

test('the card of a user is theirs alone, and who asks must have an account', async () => {
  const { card } = await fixture.as(user).getMyCard({});
  const { profile } = await fixture.as(user).getMyProfile({});
  expect(card?.membershipNumber).toBe(profile?.membershipNumber);
  const { customer } = await fixture
    .as(shop.staff)
    .lookUpCustomer({ cafeId: shop.cafeId, key: { $case: 'scan', value: card?.payload ?? '' } });
  expect(customer?.profile?.customerId).toBe(user.id);
  const nobody = testCustomer(newId());
  await expect(fixture.as(nobody).getMyCard({})).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
