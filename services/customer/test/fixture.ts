import { service as auth } from '@sippy/auth';
import { service as cafe } from '@sippy/cafe';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import type { ServiceDefinition } from '@sippy/kit/service';
import {
  startTestService,
  type TestClient,
  type TestHost,
  type TestOptions,
  testGrant,
  testPrincipal,
} from '@sippy/kit/testing';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import type { Customer } from '@sippy/proto/customer/v1/customer';
import {
  type CreateCustomerRequest,
  CustomerServiceDefinition,
} from '@sippy/proto/customer/v1/customer_service';
import { service as customer } from '../src/main.ts';

/** Staff of a café, or of an organisation with several. */
export interface Shop {
  organisationId: string;
  cafeId: string;
  staff: Principal;
}

/** The customer service, with those it calls, on real servers. */
export interface CustomerFixture {
  host: TestHost;
  as(principal?: Principal): TestClient<typeof CustomerServiceDefinition>;
  /** An organisation with a café, and staff who may manage its customers; made up, since nobody asks for it. */
  shop(): Shop;
  /** An organisation that the café service knows. */
  realShop(): Promise<Shop>;
  /** A user with an account. */
  user(name?: string): Promise<{ principal: Principal; email: string }>;
  /** Adds a customer at a shop. */
  add(shop: Shop, request?: Partial<CreateCustomerRequest>): Promise<Customer>;
  stop(): Promise<void>;
}

/** Starts the services, and others that a test needs beside. No mail is sent here, so the mail server need not be there. */
export async function startCustomer(
  options: TestOptions = {},
  beside: readonly ServiceDefinition[] = [],
): Promise<CustomerFixture> {
  const env = { PUBLIC_URL: 'http://localhost:8080', SMTP_URL: 'smtp://127.0.0.1:9', ...options.env };
  const host = await startTestService([customer, auth, cafe, ...beside], { ...options, env });
  const internal = host.peer(AuthServiceDefinition, testPrincipal({ kind: 'service', id: 'test' }));
  const as = (principal?: Principal) => host.peer(CustomerServiceDefinition, principal);
  const shop = (organisationId = newId(), cafeId = newId()): Shop => ({
    organisationId,
    cafeId,
    staff: testPrincipal({
      grants: [
        testGrant(organisationId, [cafeId], 'customer.read', 'customer.manage', 'customer.administer'),
      ],
    }),
  });
  const fixture: CustomerFixture = {
    host,
    as,
    shop: () => shop(),
    async realShop() {
      const { principal } = await fixture.user();
      const made = shop();
      const { organisationId, cafeId } = made;
      const owner = testPrincipal({
        ...principal,
        grants: [testGrant(organisationId, [], 'organisation.manage', 'cafe.manage')],
      });
      await host.peer(CafeServiceDefinition, principal).createOrganisation({
        requestId: newId(),
        organisationId,
        name: 'Sippers',
      });
      await host.peer(CafeServiceDefinition, owner).createCafe({
        requestId: newId(),
        organisationId,
        cafeId,
        name: `Café ${cafeId.slice(-6)}`,
        currencyCode: 'EUR',
        timeZone: 'Europe/Berlin',
      });
      return made;
    },
    async user(name = 'Sue Tindale') {
      const email = `${newId()}@example.com`;
      const request = { requestId: newId(), email, password: 'correct horse battery', name };
      const { user } = await internal.provisionUser(request);
      const id = user?.userId ?? '';
      return { principal: testPrincipal({ kind: 'user', id, customerId: id }), email };
    },
    async add({ cafeId, staff }, request = {}) {
      const { customer: made } = await as(staff).createCustomer({
        requestId: newId(),
        cafeId,
        name: 'Kelly Key',
        ...request,
      });
      if (!made) throw new Error('no customer');
      return made;
    },
    stop: () => host.stop(),
  };
  return fixture;
}

/** An address that nobody has. */
export const email = () => `${newId()}@Example.com`;
/** Digits drawn by lot. */
export const digits = (count: number) => String(Math.floor(Math.random() * 10 ** count)).padStart(count, '0');
/** A telephone number that nobody has. */
export const phone = () => `+1212${digits(7)}`;
/** A card number that nobody has. */
export const card = () => `${digits(3)}-${digits(3)}-${digits(6)}`;
