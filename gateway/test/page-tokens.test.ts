/** Every list of every service with page tokens that somebody has changed. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { eventually, testCustomer, testGrant, testPrincipal } from '@sippy/kit/testing';
import { DeviceKind, Role } from '@sippy/proto/auth/v1/auth';
import { DeviceServiceDefinition } from '@sippy/proto/auth/v1/device_service';
import { StaffServiceDefinition } from '@sippy/proto/auth/v1/staff_service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import type { Rpc } from '@sippy/proto/contract';
import { ConsentPurpose, ContactChannel } from '@sippy/proto/customer/v1/consent';
import { ConsentServiceDefinition } from '@sippy/proto/customer/v1/consent_service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { KitchenServiceDefinition } from '@sippy/proto/kitchen/v1/kitchen_service';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import { VoucherServiceDefinition } from '@sippy/proto/loyalty/v1/voucher_service';
import { FireMode } from '@sippy/proto/order/v1/order';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissions } from '../../services/auth/src/domain/permissions.ts';
import { contracts } from './recorded-gateway.ts';
import { callGrpcWeb, type Outcome } from './requests.ts';
import { type Ids, sampleRequest, sampleValue } from './sample-request.ts';
import { settleMonths } from './settled-months.ts';
import { makeTenant, startWholeSystem, type WholeSystem } from './tenants.ts';

const PAGE = 'sippy.type.v1.PageRequest';
const lists = contracts.rpcs.filter(({ method }) => method.input.field.page?.message?.typeName === PAGE);

/** What somebody may put into a token in place of a part of its key. */
const parts = ['x', '1', '', -1, 0.5, 2 ** 40, 1e300, true, null, {}, 'a\u0000b', '\ud800', '9999999-01-01'];

let system: WholeSystem;
let ids: Ids;
let owner: Principal;

beforeAll(async () => {
  system = await startWholeSystem();
  ids = await makeTenant(system.host);
  const cafeId = newId();
  const { organisation_id = '', cafe_id = '' } = ids;
  owner = testPrincipal({
    kind: 'user',
    grants: [testGrant(organisation_id, [cafe_id, cafeId], ...permissions)],
  });
  await makeSecond(cafeId);
  ids = { ...ids, ...(await settleMonths(system.host, owner, ids)) };
}, 120_000);
afterAll(() => system?.stop());

/** One more of everything that is listed, so that every list has a second page. */
async function makeSecond(newCafeId: string): Promise<void> {
  const { cafe_id: cafeId = '', organisation_id: organisationId = '', category_id: categoryId = '' } = ids;
  const { customer_id: customerId = '', product_id: productId = '', variant_id: variantId = '' } = ids;
  const price = { currencyCode: 'EUR', minor: 350n };
  const to = {
    cafeId,
    get requestId() {
      return newId();
    },
  };
  const catalog = system.host.peer(CatalogServiceDefinition, owner);
  await catalog.createCategory({ ...to, name: 'Tea' });
  await catalog.createModifierGroup({
    ...to,
    modifierGroup: { name: 'Size', modifiers: [{ name: 'L', price }] },
  });
  const windows = [{ starts: '17:00', ends: '21:00', weekdays: [Weekday.FRIDAY] }];
  await catalog.createDaypart({ ...to, daypart: { name: 'Evening', windows } });
  const variants = [{ name: '', price }];
  await catalog.createProduct({
    requestId: newId(),
    categoryId,
    name: 'Mocha',
    taxCategory: 'food',
    variants,
  });
  await system.host.peer(CafeServiceDefinition, owner).createCafe({
    ...{ requestId: newId(), organisationId, cafeId: newCafeId, name: 'Kiosk' },
    ...{ currencyCode: 'EUR', timeZone: 'Europe/Rome' },
  });
  await system.host.peer(CustomerServiceDefinition, owner).createCustomer({ ...to, name: 'Cleo' });
  const consents = system.host.peer(ConsentServiceDefinition, owner);
  const offers = { purpose: ConsentPurpose.OFFERS, channel: ContactChannel.EMAIL, textVersion: '1' };
  for (const given of [true, false]) await consents.recordConsent({ ...to, ...offers, customerId, given });
  const rights = [{ cafeId, role: Role.BARISTA, extraPermissions: [] }];
  const staff = system.host.peer(StaffServiceDefinition, owner);
  await staff.createStaff({ requestId: newId(), organisationId, name: 'Bob', pin: '1470', rights });
  const devices = system.host.peer(DeviceServiceDefinition, owner);
  const { code } = await devices.createPairingCode({ ...to, name: 'Tablet', kind: DeviceKind.POS });
  await system.host.peer(DeviceServiceDefinition).pairDevice({ code });
  const sell = async (seller: Principal) => {
    const lines = [{ productId, variantId, quantity: 1 }];
    const orders = system.host.peer(OrderServiceDefinition, seller);
    const { order } = await orders.placeOrder({ ...to, customerId, lines, fire: FireMode.NOW });
    const tendered = { currencyCode: 'EUR', minor: 1000n };
    const payments = system.host.peer(PaymentServiceDefinition, seller);
    await payments.payCash({ requestId: newId(), orderId: order?.orderId ?? '', tendered });
  };
  await sell(owner);
  // What a member sells to themselves does not earn at once.
  for (let n = 0; n < 2; n++) await sell({ ...owner, id: customerId });
  const vouchers = system.host.peer(VoucherServiceDefinition, owner);
  const { campaign } = await vouchers.createCampaign({
    ...{ requestId: newId(), organisationId, networkId: ids.network_id ?? '' },
    terms: {
      ...{ name: 'A euro off', toDay: '2999-12-31', value: { $case: 'amount' as const, value: 100n } },
      audience: { who: { $case: 'everybody' as const, value: {} } },
    },
  });
  const campaignId = campaign?.campaignId ?? '';
  await vouchers.issueVouchers({
    ...{ requestId: newId(), organisationId, campaignId, customerIds: [customerId] },
  });
  const kitchen = system.host.peer(KitchenServiceDefinition, owner);
  await eventually(async () => (await kitchen.listTickets({ cafeId })).tickets.length > 1);
  const loyalty = system.host.peer(LoyaltyServiceDefinition, owner);
  await eventually(async () => (await loyalty.listHeldEarnings({ cafeId })).earnings.length > 1);
}

type Change = Readonly<Record<string, unknown>>;

/** Lists of which staff must say whose. */
const ofMember = new Set(['ListVouchers']);

/** A valid request for the first page. */
function requestFor(rpc: Rpc): Change {
  const request = fromBinary(rpc.method.input, sampleRequest(contracts, rpc, ids)) as unknown as Change;
  return ofMember.has(rpc.method.name) ? { ...request, customerId: ids.customer_id } : request;
}

async function ask(rpc: Rpc, pageToken: string, change: Change = {}): Promise<Outcome> {
  const isOwn = rpc.grants.every(({ scope }) => scope === 'SELF');
  const principal = isOwn ? testCustomer(ids.customer_id ?? '') : owner;
  const page = create(rpc.method.input.field.page?.message as never, { pageSize: 1, pageToken } as never);
  const request = create(rpc.method.input, { ...requestFor(rpc), page, ...change } as never);
  const headers = { authorization: `Bearer ${await system.host.token(principal)}` };
  return callGrpcWeb(system.gateway.url, rpc.path, Buffer.from(toBinary(rpc.method.input, request)), headers);
}

async function tokenOf(rpc: Rpc, change?: Change): Promise<string> {
  const { code, message, messages } = await ask(rpc, '', change);
  if (code !== 0) throw new Error(`${rpc.path}: ${code} ${message}`);
  const answer = fromBinary(rpc.method.output, messages[0] ?? Buffer.alloc(0)) as unknown as {
    pageInfo?: { nextPageToken: string };
  };
  return answer.pageInfo?.nextPageToken ?? '';
}

const read = (token: string) => JSON.parse(Buffer.from(token, 'base64url').toString()) as unknown[];
const write = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('there are lists to look at', () => {
  expect(lists.length).toBeGreaterThanOrEqual(12);
});

/** Each list as it is, and tickets also as history, which has a key of its own. */
const cases: [string, Rpc, Change][] = lists.map((rpc) => [rpc.path, rpc, {}]);

test.each(cases)('%s goes on after its own token', async (_, rpc, change) => {
  const token = await tokenOf(rpc, change);
  expect(token).not.toBe('');
  expect(await ask(rpc, token, change)).toMatchObject({ code: 0 });
});

test.each(cases)('%s refuses a token with a changed part, and does not fail', async (_, rpc, change) => {
  const token = read(await tokenOf(rpc, change));
  const wrong: string[] = [];
  for (let at = 0; at < token.length; at++) {
    let refused = 0;
    for (const part of parts) {
      const { code, reason } = await ask(rpc, write(token.with(at, part)), change);
      if (code === 3 && reason === 'PAGE_TOKEN_INVALID') refused += 1;
      else if (code !== 0) wrong.push(`part ${at} as ${JSON.stringify(part)}: ${code} ${reason}`);
    }
    if (refused === 0) wrong.push(`part ${at}: anything is taken`);
  }
  expect(wrong).toEqual([]);
});

test.each(cases)('%s refuses the token of another filter', async (_, rpc, change) => {
  const token = await tokenOf(rpc, change);
  const wrong: string[] = [];
  const { fields } = rpc.method.input;
  const set = requestFor(rpc);
  for (const field of fields.filter(({ name, localName }) => name !== 'page' && !set[localName]?.valueOf())) {
    const { code, reason } = await ask(rpc, token, {
      [field.localName]: sampleValue(contracts, field, ids, 0),
    });
    if (reason !== 'PAGE_TOKEN_INVALID') wrong.push(`${field.name}: ${code} ${reason}`);
  }
  expect(wrong).toEqual([]);
});
