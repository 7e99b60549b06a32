/** Every service on real servers behind a real gateway, with two organisations that have all there is to have. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '@sippy/gateway/testing';
import { newId } from '@sippy/kit/ids';
import type { ServiceDefinition } from '@sippy/kit/service';
import { eventually, startTestService, type TestHost, testGrant, testPrincipal } from '@sippy/kit/testing';
import { DeviceKind, Role } from '@sippy/proto/auth/v1/auth';
import { DeviceServiceDefinition } from '@sippy/proto/auth/v1/device_service';
import { StaffServiceDefinition } from '@sippy/proto/auth/v1/staff_service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { KitchenServiceDefinition } from '@sippy/proto/kitchen/v1/kitchen_service';
import { AdjustReason } from '@sippy/proto/loyalty/v1/loyalty';
import { LoyaltyServiceDefinition } from '@sippy/proto/loyalty/v1/loyalty_service';
import { VoucherServiceDefinition } from '@sippy/proto/loyalty/v1/voucher_service';
import { FireMode } from '@sippy/proto/order/v1/order';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { CaptureMode } from '@sippy/proto/payment/v1/payment';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { NetworkServiceDefinition } from '@sippy/proto/settlement/v1/network_service';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { permissions } from '../../services/auth/src/domain/permissions.ts';
import type { Address } from '../src/options.ts';
import type { Ids } from './sample-request.ts';

export interface WholeSystem {
  host: TestHost;
  gateway: TestGateway;
  stop(): Promise<void>;
}

const folder = join(import.meta.dirname, '../../services');
const services = await Promise.all(
  readdirSync(folder)
    .map((name) => join(folder, name, 'src/main.ts'))
    .filter((main) => existsSync(main))
    .map(async (main) => ((await import(main)) as { service: ServiceDefinition }).service),
);
const unlimited = { perSecond: 1_000_000, burst: 1_000_000 };

/** Names of all services. */
export const serviceNames = services.map(({ name }) => name);

/** Starts all services in one host, and a gateway without limits by rate in front. */
export async function startWholeSystem(options: TestGatewayOptions = {}): Promise<WholeSystem> {
  // Nobody answers for Stripe or mail: what is refused must be refused before they are asked.
  const nobody = '127.0.0.1:1';
  const env = {
    PUBLIC_URL: 'http://localhost:8080',
    SMTP_URL: `smtp://${nobody}`,
    STRIPE_API_URL: `http://${nobody}`,
    STRIPE_API_KEY: 'sk_test_access',
    STRIPE_WEBHOOK_SECRET: 'whsec_access',
  };
  const host = await startTestService(services, { env });
  const limits = { perIp: unlimited, perCaller: unlimited, perMinuteFactor: 1000, ...options.limits };
  const gateway = await startTestGateway(host.addressOf('order') as Address, { ...options, limits });
  return {
    host,
    gateway,
    stop: async () => {
      await gateway.stop();
      await host.stop();
    },
  };
}

/** Makes an organisation with one café and one of everything; returns the ids by the fields that carry them. */
export async function makeTenant(host: TestHost): Promise<Ids> {
  const [organisationId, cafeId] = [newId(), newId()];
  const grants = [testGrant(organisationId, [cafeId], ...permissions)];
  const owner = testPrincipal({ kind: 'user', grants });
  const requestId = newId;
  await host.peer(CafeServiceDefinition, owner).createCafe({
    ...{ requestId: requestId(), organisationId, cafeId, name: 'Bar' },
    ...{ currencyCode: 'EUR', timeZone: 'Europe/Rome' },
  });
  const menu = await makeMenu(host, owner, cafeId);
  const staff = await host.peer(StaffServiceDefinition, owner).createStaff({
    ...{ requestId: requestId(), organisationId, name: 'Ada', pin: '2580' },
    rights: [{ cafeId, role: Role.BARISTA, extraPermissions: [] }],
  });
  const devices = host.peer(DeviceServiceDefinition, owner);
  const { code } = await devices.createPairingCode({
    ...{ requestId: requestId(), cafeId, name: 'Till', kind: DeviceKind.POS },
  });
  const { device } = await host.peer(DeviceServiceDefinition).pairDevice({ code });
  const { customer: known } = await host
    .peer(CustomerServiceDefinition, owner)
    .createCustomer({ requestId: requestId(), cafeId, name: 'Ben' });
  const customerId = known?.profile?.customerId ?? '';
  const orders = host.peer(OrderServiceDefinition, owner);
  const lines = [{ productId: menu.product_id, variantId: menu.variant_id, quantity: 1 }];
  const placed = await orders.placeOrder({
    requestId: requestId(),
    cafeId,
    customerId,
    lines,
    fire: FireMode.NOW,
  });
  const orderId = placed.order?.orderId ?? '';
  const tendered = { currencyCode: 'EUR', minor: 1000n };
  const paid = await host
    .peer(PaymentServiceDefinition, owner)
    .payCash({ requestId: requestId(), orderId, tendered });
  const kitchens = host.peer(KitchenServiceDefinition, owner);
  const station = await kitchens.createStation({ requestId: requestId(), cafeId, name: 'Bar' });
  let ticketId = '';
  await eventually(async () => {
    const { tickets } = await kitchens.listTickets({ cafeId });
    ticketId = tickets[0]?.ticketId ?? '';
    return ticketId !== '';
  });
  const points = await makePoints(host, owner, { organisationId, cafeId, customerId, lines });
  return {
    ...menu,
    ...points,
    organisation_id: organisationId,
    cafe_id: cafeId,
    staff_id: staff.staff?.staffId ?? '',
    device_id: device?.deviceId ?? '',
    customer_id: customerId,
    order_id: orderId,
    line_id: placed.order?.lines[0]?.lineId ?? '',
    payment_id: paid.payment?.paymentId ?? '',
    station_id: station.station?.stationId ?? '',
    ticket_id: ticketId,
  };
}

/** A network with a programme, in which the customer has points, some of them held for an order. */
async function makePoints(
  host: TestHost,
  owner: Owner,
  tenant: {
    organisationId: string;
    cafeId: string;
    customerId: string;
    lines: { productId: string; variantId: string; quantity: number }[];
  },
) {
  const { organisationId, cafeId, customerId, lines } = tenant;
  const { network } = await host.peer(NetworkServiceDefinition, owner).createNetwork({
    ...{ requestId: newId(), organisationId, name: 'Bars', currencyCode: 'EUR', timeZone: 'Europe/Rome' },
    ...{ minorPerThousand: 1000n, cafeIds: [cafeId] },
  });
  const networkId = network?.networkId ?? '';
  const loyalty = host.peer(LoyaltyServiceDefinition, owner);
  const baseRules = [{ name: 'A visit', kind: { $case: 'perVisit' as const, value: 1n } }];
  const requestId = newId();
  await eventually(() =>
    loyalty.updateProgramme({ requestId, organisationId, networkId, rules: { baseRules } }).then(
      () => true,
      () => false,
    ),
  );
  const adjustment = { cafeId, customerId, points: 50n, reason: AdjustReason.GOODWILL };
  for (let n = 0; n < 2; n++) await loyalty.adjustPoints({ requestId: newId(), ...adjustment });
  const { order } = await host
    .peer(OrderServiceDefinition, owner)
    .placeOrder({ requestId: newId(), cafeId, lines, fire: FireMode.LATER });
  const { payment } = await host.peer(PaymentServiceDefinition, owner).payPoints({
    ...{ requestId: newId(), customerId, orderId: order?.orderId ?? '', capture: CaptureMode.MANUAL },
    wish: { $case: 'points', value: 10n },
  });
  const vouchers = host.peer(VoucherServiceDefinition, owner);
  const { campaign } = await vouchers.createCampaign({
    ...{ requestId: newId(), organisationId, networkId },
    terms: {
      ...{ name: 'A tenth off', toDay: '2999-12-31', value: { $case: 'bps' as const, value: 1000 } },
      audience: { who: { $case: 'everybody' as const, value: {} } },
    },
  });
  const campaignId = campaign?.campaignId ?? '';
  const issue = { requestId: newId(), organisationId, campaignId, customerIds: [customerId] };
  const { vouchers: issued } = await vouchers.issueVouchers(issue);
  return {
    network_id: networkId,
    hold_id: payment?.paymentId ?? '',
    campaign_id: campaignId,
    voucher_id: issued[0]?.voucherId ?? '',
  };
}

type Owner = Parameters<TestHost['peer']>[1];

async function makeMenu(host: TestHost, owner: Owner, cafeId: string) {
  const catalogs = host.peer(CatalogServiceDefinition, owner);
  const ids = {
    category_id: newId(),
    product_id: newId(),
    variant_id: newId(),
    modifier_group_id: newId(),
    modifier_id: newId(),
  };
  const price = { currencyCode: 'EUR', minor: 350n };
  await catalogs.importMenu({
    requestId: newId(),
    cafeId,
    categories: [{ categoryId: ids.category_id, name: 'Coffee', needsPreparation: true }],
    modifierGroups: [
      {
        modifierGroupId: ids.modifier_group_id,
        name: 'Milk',
        modifiers: [{ modifierId: ids.modifier_id, name: 'Oat', price }],
      },
    ],
    products: [
      {
        productId: ids.product_id,
        categoryId: ids.category_id,
        name: 'Latte',
        taxCategory: 'food',
        variants: [{ variantId: ids.variant_id, name: '', price }],
        modifierGroupIds: [ids.modifier_group_id],
      },
    ],
  });
  const { daypart } = await catalogs.createDaypart({
    requestId: newId(),
    cafeId,
    daypart: { name: 'Morning', windows: [{ starts: '06:00', ends: '11:00', weekdays: [Weekday.MONDAY] }] },
  });
  return { ...ids, daypart_id: daypart?.daypartId ?? '' };
}
