/** Cafés of two owners in one network with a programme, for the tests of the loyalty service; all services are the real ones. */
import { service as cafe } from '@sippy/cafe';
import { service as catalog } from '@sippy/catalog';
import { service as customer } from '@sippy/customer';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import {
  eventually,
  startTestService,
  type TestHost,
  type TestOptions,
  testCustomer,
  testGrant,
  testPrincipal,
} from '@sippy/kit/testing';
import { service as kitchen } from '@sippy/kitchen';
import { service as order } from '@sippy/order';
import { service as payment } from '@sippy/payment';
import type { PointsBalance, ProgrammeRules } from '@sippy/proto/loyalty/v1/loyalty';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { CaptureMode } from '@sippy/proto/payment/v1/payment';
import { PaymentServiceDefinition, type PayPointsResponse } from '@sippy/proto/payment/v1/payment_service';
import { NetworkServiceDefinition } from '@sippy/proto/settlement/v1/network_service';
import { service as settlement } from '@sippy/settlement';
import { line, manager, payCash, placeOrder, type TestCafe } from '../../order/test/fixture.ts';
import { service as loyalty } from '../src/main.ts';

export {
  given,
  line,
  newCafe,
  newCustomer,
  payCash,
  placeOrder,
  type TestCafe,
} from '../../order/test/fixture.ts';

/** What names a request. */
export const once = () => ({ requestId: newId() });

export const startLoyalty = (options: TestOptions = {}): Promise<TestHost> =>
  startTestService([loyalty, settlement, order, cafe, catalog, customer, payment, kitchen], {
    ...options,
    env: { CLAIM_SECRET: 'a secret of this test', ...options.env },
  });

const managers = new Map<string, Principal>();

/** Loyalty as the manager of a café sees it; always the same one, whose requests can be repeated. */
export function pointsAt(host: TestHost, { cafeId, staff }: TestCafe) {
  const known = managers.get(cafeId) ?? staff('loyalty.read', 'loyalty.redeem', 'loyalty.adjust');
  managers.set(cafeId, known);
  return host.peer(LoyaltyServiceDefinition, known);
}

/** Loyalty as a member sees it. */
export function pointsOf(host: TestHost, customerId: string) {
  return host.peer(LoyaltyServiceDefinition, testCustomer(customerId));
}

/** Somebody who may do anything for an organisation. */
export function ownerOf({ organisationId }: TestCafe): Principal {
  const rights = ['organisation.manage', 'network.manage', 'loyalty.manage'];
  return testPrincipal({ kind: 'user', grants: [testGrant(organisationId, [], ...rights)] });
}

/** One point a dollar, a tenth of an order at least, for a year. */
export const rules = (
  more: object = {},
): Partial<ProgrammeRules> & { baseRules: ProgrammeRules['baseRules'] } => ({
  baseRules: [
    {
      name: 'A point for each 10 cents',
      kind: { $case: 'perAmount', value: { points: 1n, minor: 10n, categoryIds: [] } },
    },
  ],
  bonusRules: [],
  expireMonths: 12,
  ...more,
});

/** A network in which cafés of different owners are; the first one's owner administers it. */
export async function newNetwork(
  host: TestHost,
  [first, ...others]: readonly [TestCafe, ...TestCafe[]],
  programme: object = rules(),
  startTime?: Date,
): Promise<string> {
  const networks = host.peer(NetworkServiceDefinition, ownerOf(first));
  const { organisationId } = first;
  const { network } = await networks.createNetwork({
    ...{ ...once(), organisationId, name: 'Common Cup', currencyCode: 'USD', timeZone: 'America/New_York' },
    ...{ minorPerThousand: 1000n, cafeIds: [first.cafeId] },
  });
  const networkId = network?.networkId ?? '';
  for (const other of others) {
    const { code } = await networks.inviteToNetwork({ ...once(), organisationId, networkId });
    await host.peer(NetworkServiceDefinition, ownerOf(other)).joinNetwork({
      ...{ ...once(), organisationId: other.organisationId, code, cafeIds: [other.cafeId] },
    });
  }
  const cafes = [first, ...others].map(({ cafeId }) => cafeId);
  await eventually(async () => {
    const sql = 'select count(*)::int as count from network_cafe where cafe_id = any ($1)';
    return (await host.db('loyalty').query(sql, [cafes])).rows[0].count === cafes.length;
  });
  await host.peer(LoyaltyServiceDefinition, ownerOf(first)).updateProgramme({
    ...{ ...once(), organisationId, networkId, rules: programme, startTime },
  });
  return networkId;
}

/** An order of a member that is paid in cash; `cents` is what it costs. */
export async function buy(
  host: TestHost,
  cafe: TestCafe,
  customerId: string,
  lines = [line(cafe.menu.coffee)],
): Promise<{ orderId: string; paymentId: string; cents: bigint }> {
  const { orderId, totals } = await placeOrder(host, cafe, lines, customerId ? { customerId } : {});
  const { payment } = await payCash(host, cafe, orderId);
  return { orderId, paymentId: payment?.paymentId ?? '', cents: totals?.total?.minor ?? 0n };
}

/** Payments as the manager of a café takes them; always the same one, whose requests can be repeated. */
export function paymentsAt(host: TestHost, { cafeId, staff }: TestCafe) {
  const known = cashiers.get(cafeId) ?? staff(...manager, 'loyalty.read', 'loyalty.redeem');
  cashiers.set(cafeId, known);
  return host.peer(PaymentServiceDefinition, known);
}

const cashiers = new Map<string, Principal>();

/** Pays with so many points of a member, or as many as are allowed. */
export function payPoints(
  host: TestHost,
  cafe: TestCafe,
  asked: { orderId: string; customerId?: string; points?: bigint; capture?: CaptureMode },
): Promise<PayPointsResponse> {
  const { points, ...request } = asked;
  const wish = points === undefined ? undefined : { $case: 'points' as const, value: points };
  return paymentsAt(host, cafe).payPoints({ ...once(), ...request, wish });
}

/** Gives money of a payment back. */
export async function refund(
  host: TestHost,
  { staff }: TestCafe,
  paymentId: string,
  minor: bigint,
): Promise<void> {
  await host.peer(PaymentServiceDefinition, staff(...manager)).refundPayment({
    ...{ ...once(), paymentId, reason: 'cold', amount: { currencyCode: 'USD', minor } },
  });
}

/** A member's balance at a café, once it is as it should be. */
export async function balanceWhen(
  host: TestHost,
  cafe: TestCafe,
  customerId: string,
  holds: (balance: PointsBalance) => boolean,
): Promise<PointsBalance> {
  let found: PointsBalance | undefined;
  await eventually(async () => {
    const { balances } = await pointsAt(host, cafe).getBalance({ cafeId: cafe.cafeId, customerId });
    found = balances[0];
    return found !== undefined && holds(found);
  }).catch((error) => {
    throw new Error(`the balance is ${found?.points} and ${found?.held} held`, { cause: error });
  });
  if (!found) throw new Error('no balance');
  return found;
}
