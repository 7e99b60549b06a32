/** A café with a menu, for the tests of the order service; every other service in it is the real one. */
import { service as cafe } from '@sippy/cafe';
import { service as catalog } from '@sippy/catalog';
import { service as customer } from '@sippy/customer';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import type { ServiceDefinition } from '@sippy/kit/service';
import {
  startTestService,
  type TestHost,
  type TestOptions,
  testGrant,
  testPrincipal,
  testStaff,
} from '@sippy/kit/testing';
import { service as kitchen } from '@sippy/kitchen';
import { service as payment } from '@sippy/payment';
import { CafeServiceDefinition, type CreateCafeRequest } from '@sippy/proto/cafe/v1/cafe_service';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import type { NewLine, Order } from '@sippy/proto/order/v1/order';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { service as order } from '../src/main.ts';

const usd = (minor: bigint) => ({ currencyCode: 'USD', minor });

/** Starts the order service with those it lives with. */
export const startOrders = (
  options?: TestOptions,
  others: readonly ServiceDefinition[] = [],
): Promise<TestHost> =>
  startTestService([order, cafe, catalog, customer, payment, kitchen, ...others], options);

export const barista = [
  'order.place',
  'order.read',
  'order.edit',
  'order.comp',
  'order.cancel',
  'payment.take',
];
export const manager = [
  ...barista,
  'order.discount',
  'order.price_override',
  'order.backdate',
  'payment.refund',
  'payment.read',
  'kitchen.work',
  'kitchen.read',
  'catalog.manage',
  'catalog.availability',
  'cafe.read',
  'cafe.manage',
];

/** Ids of what the café sells. */
export interface TestMenu {
  coffee: string;
  latte: string;
  small: string;
  large: string;
  muffin: string;
  beans: string;
  milk: string;
  oat: string;
  whole: string;
  syrup: string;
  vanilla: string;
}

/** A café that sells. */
export interface TestCafe {
  cafeId: string;
  organisationId: string;
  menu: TestMenu;
  staff(...permissions: string[]): Principal;
}

/** Makes a café in New York with a small menu; prices are final unless the tax says otherwise. */
export async function newCafe(host: TestHost, extra: Partial<CreateCafeRequest> = {}): Promise<TestCafe> {
  const organisationId = extra.organisationId ?? newId();
  const owner = testPrincipal({
    kind: 'user',
    grants: [testGrant(organisationId, [], 'organisation.manage')],
  });
  const made = await host.peer(CafeServiceDefinition, owner).createCafe({
    requestId: newId(),
    organisationId,
    name: 'Corner',
    currencyCode: 'USD',
    timeZone: 'America/New_York',
    ...extra,
  });
  const cafeId = made.cafe?.cafeId ?? '';
  const ids = [...Array(15)].map(() => newId());
  const [drinks = '', food = '', coffee = '', latte = '', small = '', large = '', muffin = '', beans = ''] =
    ids;
  const [milk = '', oat = '', whole = '', syrup = '', vanilla = ''] = ids.slice(8);
  await host.peer(CatalogServiceDefinition, testStaff(organisationId, cafeId, 'catalog.manage')).importMenu({
    requestId: newId(),
    cafeId,
    categories: [
      { categoryId: drinks, name: 'Drinks', position: 1, needsPreparation: true },
      { categoryId: food, name: 'Shelf', position: 2 },
    ],
    modifierGroups: [
      {
        modifierGroupId: milk,
        name: 'Milk',
        minChoices: 1,
        maxChoices: 1,
        modifiers: [
          { modifierId: whole, name: 'Whole milk', price: usd(0n), isDefault: true },
          { modifierId: oat, name: 'Oat milk', price: usd(60n) },
        ],
      },
      {
        modifierGroupId: syrup,
        name: 'Syrup',
        modifiers: [{ modifierId: vanilla, name: 'Vanilla', price: usd(50n), maxQuantity: 3 }],
      },
    ],
    products: [
      product(coffee, drinks, 'Coffee', [{ variantId: newId(), name: '', price: usd(250n) }]),
      {
        ...product(latte, drinks, 'Latte', [
          { variantId: small, name: 'Small', price: usd(400n) },
          { variantId: large, name: 'Large', price: usd(475n) },
        ]),
        modifierGroupIds: [milk, syrup],
      },
      product(muffin, food, 'Muffin', [{ variantId: newId(), name: '', price: usd(325n) }]),
      product(beans, food, 'Beans', [{ variantId: newId(), name: '', price: usd(1800n) }]),
    ],
  });
  const menu = { coffee, latte, small, large, muffin, beans, milk, oat, whole, syrup, vanilla };
  return { cafeId, organisationId, menu, staff: (...all) => testStaff(organisationId, cafeId, ...all) };
}

function product(productId: string, categoryId: string, name: string, variants: object[]) {
  return { productId, categoryId, name, taxCategory: 'standard', variants };
}

/** A line with one of a product. */
export function line(productId: string, more: Partial<NewLine> = {}) {
  return { productId, quantity: 1, ...more };
}

/** The order service as somebody sees it. */
export const ordersAs = (host: TestHost, as?: Principal) => host.peer(OrderServiceDefinition, as);

/** Places an order as a manager, sent to the kitchen at once. */
export async function placeOrder(
  host: TestHost,
  { cafeId, staff }: TestCafe,
  lines: ReturnType<typeof line>[],
  more: object = {},
): Promise<Order> {
  const made = await ordersAs(host, staff(...manager)).placeOrder({
    requestId: newId(),
    cafeId,
    lines,
    ...more,
  });
  return given(made.order);
}

/** Makes somebody a customer of the café's organisation. */
export async function newCustomer(
  host: TestHost,
  { cafeId, staff }: TestCafe,
  customerId: string = newId(),
): Promise<string> {
  const customers = host.peer(CustomerServiceDefinition, staff('customer.manage'));
  await customers.createCustomer({ requestId: newId(), cafeId, customerId, name: 'Ada' });
  return customerId;
}

/** Pays all that is due in cash. */
export async function payCash(host: TestHost, { staff }: TestCafe, orderId: string) {
  return host.peer(PaymentServiceDefinition, staff(...manager)).payCash({ requestId: newId(), orderId });
}

/** What must be there. */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing was given');
  return value;
}
