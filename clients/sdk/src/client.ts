import type { AuthServiceDefinition } from '@sippy/proto/web/auth/v1/auth_service';
import type { DeviceServiceDefinition } from '@sippy/proto/web/auth/v1/device_service';
import type { StaffServiceDefinition } from '@sippy/proto/web/auth/v1/staff_service';
import type { CafeServiceDefinition } from '@sippy/proto/web/cafe/v1/cafe_service';
import type { CatalogServiceDefinition } from '@sippy/proto/web/catalog/v1/catalog_service';
import type { ConsentServiceDefinition } from '@sippy/proto/web/customer/v1/consent_service';
import type { CustomerServiceDefinition } from '@sippy/proto/web/customer/v1/customer_service';
import type { FavouriteServiceDefinition } from '@sippy/proto/web/customer/v1/favourite_service';
import type { PrivacyServiceDefinition } from '@sippy/proto/web/customer/v1/privacy_service';
import type { KitchenServiceDefinition } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import type { LoyaltyServiceDefinition } from '@sippy/proto/web/loyalty/v1/loyalty_service';
import type { VoucherServiceDefinition } from '@sippy/proto/web/loyalty/v1/voucher_service';
import type { OrderServiceDefinition } from '@sippy/proto/web/order/v1/order_service';
import type { BillServiceDefinition } from '@sippy/proto/web/payment/v1/bill_service';
import type { PaymentServiceDefinition } from '@sippy/proto/web/payment/v1/payment_service';
import type { DisputeServiceDefinition } from '@sippy/proto/web/settlement/v1/dispute_service';
import type { NetworkServiceDefinition } from '@sippy/proto/web/settlement/v1/network_service';
import type { SettlementServiceDefinition } from '@sippy/proto/web/settlement/v1/settlement_service';
import type { TokenSource } from './caller.ts';
import type { ServiceClient } from './method.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';
import type { Transport } from './transport.ts';

/** How to connect. */
export interface ConnectOptions extends SessionOptions {
  /** The gateway's address, such as https://sippy.example. */
  url: string;
}

/** One typed client a service. */
export interface Services {
  readonly auth: ServiceClient<typeof AuthServiceDefinition>;
  readonly staff: ServiceClient<typeof StaffServiceDefinition>;
  readonly device: ServiceClient<typeof DeviceServiceDefinition>;
  readonly customer: ServiceClient<typeof CustomerServiceDefinition>;
  readonly consent: ServiceClient<typeof ConsentServiceDefinition>;
  readonly favourite: ServiceClient<typeof FavouriteServiceDefinition>;
  readonly privacy: ServiceClient<typeof PrivacyServiceDefinition>;
  readonly cafe: ServiceClient<typeof CafeServiceDefinition>;
  readonly catalog: ServiceClient<typeof CatalogServiceDefinition>;
  readonly order: ServiceClient<typeof OrderServiceDefinition>;
  readonly kitchen: ServiceClient<typeof KitchenServiceDefinition>;
  readonly payment: ServiceClient<typeof PaymentServiceDefinition>;
  readonly bill: ServiceClient<typeof BillServiceDefinition>;
  readonly loyalty: ServiceClient<typeof LoyaltyServiceDefinition>;
  readonly voucher: ServiceClient<typeof VoucherServiceDefinition>;
  readonly network: ServiceClient<typeof NetworkServiceDefinition>;
  readonly settlement: ServiceClient<typeof SettlementServiceDefinition>;
  readonly dispute: ServiceClient<typeof DisputeServiceDefinition>;
}

/** Makes the clients of all services over a transport. */
export type MakeServices = (transport: Transport, tokens: TokenSource) => Services;

/** Sippy, as a program sees it: one typed client a service, and the session that all of them share. */
export interface Sippy extends Services {
  readonly session: Session;
  /** Signs in with e-mail and password; calls carry the token from then on. */
  signIn(credentials: { email: string; password: string }): Promise<void>;
  /** Ends the session, here and at auth. */
  signOut(): Promise<void>;
  /** Ends open connections. */
  close(): void;
}

const guest: TokenSource = { accessToken: async () => undefined, renew: async () => false };

/** Joins a transport, a session and the services' clients. */
export function createSippy(
  transport: Transport,
  options: ConnectOptions,
  makeServices: MakeServices,
): Sippy {
  const { auth: guestAuth } = makeServices(transport, guest);
  const session = createSession(
    async (refreshToken, cookie, requestId) =>
      (await guestAuth.refreshToken({ refreshToken, cookie, requestId })).tokens,
    options,
  );
  const services = makeServices(transport, session);
  const useCookie = options.cookie !== undefined;
  return {
    ...services,
    session,
    async signIn(credentials) {
      session.use((await guestAuth.login({ ...credentials, useCookie })).tokens);
    },
    async signOut() {
      const { refreshToken = '' } = session.current() ?? {};
      await services.auth.logout({ refreshToken, ...(options.cookie ? { cookie: options.cookie } : {}) });
      session.use(undefined);
    },
    close: () => transport.close(),
  };
}
