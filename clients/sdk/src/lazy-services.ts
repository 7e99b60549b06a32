/** The clients of all services, for browsers: what the contract says of a service is loaded with its first call. */
import { serviceClient, type TokenSource } from './caller.ts';
import type { Services } from './client.ts';
import { SippyError } from './error.ts';
import type { ServiceClient, ServiceShape } from './method.ts';
import type { Transport } from './transport.ts';

/** Makes clients of which each loads its service when it is first used. */
export function lazyServices(transport: Transport, tokens: TokenSource): Services {
  const client = <D extends ServiceShape>(load: () => Promise<D>): ServiceClient<D> =>
    lazyClient(async () => serviceClient(await load(), transport, tokens));
  return {
    auth: client(async () => (await import('@sippy/proto/web/auth/v1/auth_service')).AuthServiceDefinition),
    staff: client(
      async () => (await import('@sippy/proto/web/auth/v1/staff_service')).StaffServiceDefinition,
    ),
    device: client(
      async () => (await import('@sippy/proto/web/auth/v1/device_service')).DeviceServiceDefinition,
    ),
    customer: client(
      async () => (await import('@sippy/proto/web/customer/v1/customer_service')).CustomerServiceDefinition,
    ),
    consent: client(
      async () => (await import('@sippy/proto/web/customer/v1/consent_service')).ConsentServiceDefinition,
    ),
    favourite: client(
      async () => (await import('@sippy/proto/web/customer/v1/favourite_service')).FavouriteServiceDefinition,
    ),
    privacy: client(
      async () => (await import('@sippy/proto/web/customer/v1/privacy_service')).PrivacyServiceDefinition,
    ),
    cafe: client(async () => (await import('@sippy/proto/web/cafe/v1/cafe_service')).CafeServiceDefinition),
    catalog: client(
      async () => (await import('@sippy/proto/web/catalog/v1/catalog_service')).CatalogServiceDefinition,
    ),
    order: client(
      async () => (await import('@sippy/proto/web/order/v1/order_service')).OrderServiceDefinition,
    ),
    kitchen: client(
      async () => (await import('@sippy/proto/web/kitchen/v1/kitchen_service')).KitchenServiceDefinition,
    ),
    payment: client(
      async () => (await import('@sippy/proto/web/payment/v1/payment_service')).PaymentServiceDefinition,
    ),
    bill: client(
      async () => (await import('@sippy/proto/web/payment/v1/bill_service')).BillServiceDefinition,
    ),
    loyalty: client(
      async () => (await import('@sippy/proto/web/loyalty/v1/loyalty_service')).LoyaltyServiceDefinition,
    ),
    voucher: client(
      async () => (await import('@sippy/proto/web/loyalty/v1/voucher_service')).VoucherServiceDefinition,
    ),
    network: client(
      async () => (await import('@sippy/proto/web/settlement/v1/network_service')).NetworkServiceDefinition,
    ),
    settlement: client(
      async () =>
        (await import('@sippy/proto/web/settlement/v1/settlement_service')).SettlementServiceDefinition,
    ),
    dispute: client(
      async () => (await import('@sippy/proto/web/settlement/v1/dispute_service')).DisputeServiceDefinition,
    ),
  };
}

type AnyClient = Record<string, (request: unknown, options?: unknown) => unknown>;

function lazyClient<D extends ServiceShape>(load: () => Promise<ServiceClient<D>>): ServiceClient<D> {
  let loading: Promise<AnyClient> | undefined;
  const loaded = () => {
    loading ??= load().then(
      (client) => client as AnyClient,
      (error) => {
        // The next call tries again.
        loading = undefined;
        throw new SippyError(
          'UNAVAILABLE',
          'A part of this program could not be loaded.',
          {},
          { cause: error },
        );
      },
    );
    return loading;
  };
  const calls = new Map<string, unknown>();
  const callOf = (name: string) => {
    const known = calls.get(name) ?? (isStream(name) ? streamOf(loaded, name) : unaryOf(loaded, name));
    calls.set(name, known);
    return known;
  };
  return new Proxy({} as ServiceClient<D>, {
    // A client that is awaited by mistake is no promise.
    get: (_, name) => (typeof name === 'string' && name !== 'then' ? callOf(name) : undefined),
  });
}

/** Contracts name every stream, and nothing else, Watch…: it must be known before the contract is loaded. */
function isStream(name: string): boolean {
  return name.startsWith('watch');
}

function unaryOf(loaded: () => Promise<AnyClient>, name: string) {
  return async (request: unknown, options?: unknown) => methodOf(await loaded(), name)(request, options);
}

function streamOf(loaded: () => Promise<AnyClient>, name: string) {
  return async function* (request: unknown, options?: unknown) {
    yield* methodOf(await loaded(), name)(request, options) as AsyncIterable<unknown>;
  };
}

function methodOf(client: AnyClient, name: string): AnyClient[string] {
  const method = client[name];
  if (!method) throw new TypeError(`There is no RPC ${name}.`);
  return method;
}
