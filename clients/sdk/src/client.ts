import { AuthServiceDefinition } from '@sippy/proto/web/auth/v1/auth_service';
import { DeviceServiceDefinition } from '@sippy/proto/web/auth/v1/device_service';
import { StaffServiceDefinition } from '@sippy/proto/web/auth/v1/staff_service';
import { CafeServiceDefinition } from '@sippy/proto/web/cafe/v1/cafe_service';
import { CatalogServiceDefinition } from '@sippy/proto/web/catalog/v1/catalog_service';
import { CustomerServiceDefinition } from '@sippy/proto/web/customer/v1/customer_service';
import { KitchenServiceDefinition } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import { OrderServiceDefinition } from '@sippy/proto/web/order/v1/order_service';
import { PaymentServiceDefinition } from '@sippy/proto/web/payment/v1/payment_service';
import { serviceClient, type TokenSource } from './caller.ts';
import type { ServiceClient, ServiceShape } from './method.ts';
import { createSession, type Session, type SessionOptions } from './session.ts';
import type { Transport } from './transport.ts';

/** How to connect. */
export interface ConnectOptions extends SessionOptions {
  /** The gateway's address, such as https://sippy.example. */
  url: string;
}

/** Sippy, as a program sees it: one typed client a service, and the session that all of them share. */
export interface Sippy {
  readonly session: Session;
  readonly auth: ServiceClient<typeof AuthServiceDefinition>;
  readonly staff: ServiceClient<typeof StaffServiceDefinition>;
  readonly device: ServiceClient<typeof DeviceServiceDefinition>;
  readonly customer: ServiceClient<typeof CustomerServiceDefinition>;
  readonly cafe: ServiceClient<typeof CafeServiceDefinition>;
  readonly catalog: ServiceClient<typeof CatalogServiceDefinition>;
  readonly order: ServiceClient<typeof OrderServiceDefinition>;
  readonly kitchen: ServiceClient<typeof KitchenServiceDefinition>;
  readonly payment: ServiceClient<typeof PaymentServiceDefinition>;
  /** Signs in with e-mail and password; calls carry the token from then on. */
  signIn(credentials: { email: string; password: string }): Promise<void>;
  /** Ends the session, here and at auth. */
  signOut(): Promise<void>;
  /** Ends open connections. */
  close(): void;
}

const guest: TokenSource = { accessToken: async () => undefined, renew: async () => false };

/** Joins a transport, a session and the services' clients. */
export function createSippy(transport: Transport, options: ConnectOptions): Sippy {
  const guestAuth = serviceClient(AuthServiceDefinition, transport, guest);
  const session = createSession(
    async (refreshToken, cookie, requestId) =>
      (await guestAuth.refreshToken({ refreshToken, cookie, requestId })).tokens,
    options,
  );
  const client = <D extends ServiceShape>(definition: D) => serviceClient(definition, transport, session);
  const auth = client(AuthServiceDefinition);
  const useCookie = options.cookie !== undefined;
  return {
    session,
    auth,
    staff: client(StaffServiceDefinition),
    device: client(DeviceServiceDefinition),
    customer: client(CustomerServiceDefinition),
    cafe: client(CafeServiceDefinition),
    catalog: client(CatalogServiceDefinition),
    order: client(OrderServiceDefinition),
    kitchen: client(KitchenServiceDefinition),
    payment: client(PaymentServiceDefinition),
    async signIn(credentials) {
      session.use((await guestAuth.login({ ...credentials, useCookie })).tokens);
    },
    async signOut() {
      const { refreshToken = '' } = session.current() ?? {};
      await auth.logout({ refreshToken, ...(options.cookie ? { cookie: options.cookie } : {}) });
      session.use(undefined);
    },
    close: () => transport.close(),
  };
}
