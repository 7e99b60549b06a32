import { service as cafe } from '@sippy/cafe';
import type { PrincipalGrant } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import {
  startTestService,
  type TestClient,
  type TestHost,
  type TestOptions,
  testPrincipal,
} from '@sippy/kit/testing';
import { unpackGrants } from '@sippy/kit/token-grants';
import { DeviceKind, Role, type Tokens } from '@sippy/proto/auth/v1/auth';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { DeviceServiceDefinition } from '@sippy/proto/auth/v1/device_service';
import { type CreateStaffRequest, StaffServiceDefinition } from '@sippy/proto/auth/v1/staff_service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import pg from 'pg';
import { service as auth } from '../src/main.ts';
import { type Inbox, startInbox } from './inbox.ts';

export const PASSWORD = 'correct horse battery';

/** An owner, their organisation and its cafés. */
export interface Owner {
  email: string;
  userId: string;
  organisationId: string;
  cafeIds: string[];
  tokens: Tokens;
  /** The owner's access token. */
  token: string;
}

/** The auth and café services with a mail server, and what tests do with them. Clients are given an access token. */
export interface AuthFixture {
  host: TestHost;
  inbox: Inbox;
  auth(token?: string): TestClient<typeof AuthServiceDefinition>;
  staff(token?: string): TestClient<typeof StaffServiceDefinition>;
  device(token?: string): TestClient<typeof DeviceServiceDefinition>;
  cafe(token?: string): TestClient<typeof CafeServiceDefinition>;
  /** Auth as another service calls it. */
  internal: TestClient<typeof AuthServiceDefinition>;
  /** Reads auth's database past row-level security. */
  look<Row extends object>(sql: string, params?: unknown[]): Promise<Row[]>;
  /** An address that nobody has used. */
  newEmail(): string;
  /** Makes a verified account. */
  account(): Promise<{ email: string; userId: string }>;
  /** Signs in with the usual password. */
  login(email: string): Promise<Tokens>;
  /** Makes an account that owns an organisation with so many cafés, signed in. */
  owner(cafes?: number): Promise<Owner>;
  /** Pairs a till at a café, the first one of the owner if none is named. */
  till(by: Owner, cafeId?: string): Promise<{ deviceId: string; tokens: Tokens; token: string }>;
  /** Adds a barista with the PIN 2580 at the owner's first café. */
  barista(by: Owner, given?: Partial<CreateStaffRequest>): Promise<string>;
  /** Adds staff with a role at a café and an account of their own, signed in. */
  withAccount(
    by: Owner,
    role: Role,
    cafeId: string,
  ): Promise<{ staffId: string; email: string; tokens: Tokens; token: string }>;
  stop(): Promise<void>;
}

/** Starts the services against real servers. */
export async function startAuth(options: TestOptions = {}): Promise<AuthFixture> {
  const inbox = await startInbox();
  const env = { PUBLIC_URL: 'http://localhost:8080', SMTP_URL: inbox.url, ...options.env };
  const host = await startTestService([auth, cafe], { ...options, env });
  const audit = new pg.Pool({ connectionString: host.database('auth').auditUrl, max: 2 });
  audit.on('error', () => undefined);
  const fixture: AuthFixture = {
    host,
    inbox,
    auth: (token) => host.peer(AuthServiceDefinition, token),
    staff: (token) => host.peer(StaffServiceDefinition, token),
    device: (token) => host.peer(DeviceServiceDefinition, token),
    cafe: (token) => host.peer(CafeServiceDefinition, token),
    internal: host.peer(AuthServiceDefinition, testPrincipal({ kind: 'service', id: 'test' })),
    look: async (sql, params) => (await audit.query(sql, params)).rows,
    newEmail: () => `${newId()}@example.com`,
    account: () => makeAccount(fixture),
    login: async (email) => given((await fixture.auth().login({ email, password: PASSWORD })).tokens),
    owner: (cafes = 1) => makeOwner(fixture, cafes),
    till: (by, cafeId) => pairTill(fixture, by, cafeId),
    barista: (by, extra = {}) => addBarista(fixture, by, extra),
    withAccount: (by, role, cafeId) => addWithAccount(fixture, by, role, cafeId),
    async stop() {
      await audit.end();
      await host.stop();
      await inbox.stop();
    },
  };
  return fixture;
}

async function makeAccount(fixture: AuthFixture): Promise<{ email: string; userId: string }> {
  const email = fixture.newEmail();
  const request = { requestId: newId(), email, password: PASSWORD, name: 'Sue Tindale' };
  const { user } = await fixture.internal.provisionUser(request);
  return { email, userId: given(user).userId };
}

async function makeOwner(fixture: AuthFixture, cafes: number): Promise<Owner> {
  const { email, userId } = await fixture.account();
  const organisationId = newId();
  const first = await fixture.login(email);
  await fixture
    .cafe(first.accessToken)
    .createOrganisation({ requestId: newId(), organisationId, name: 'Sippers' });
  const second = given((await fixture.auth().refreshToken({ refreshToken: first.refreshToken })).tokens);
  const cafeIds = Array.from({ length: cafes }, () => newId());
  for (const cafeId of cafeIds) {
    await fixture.cafe(second.accessToken).createCafe({
      requestId: newId(),
      cafeId,
      organisationId,
      name: `Café ${cafeId.slice(-6)}`,
      currencyCode: 'EUR',
      timeZone: 'Europe/Berlin',
    });
  }
  const tokens = given((await fixture.auth().refreshToken({ refreshToken: second.refreshToken })).tokens);
  return { email, userId, organisationId, cafeIds, tokens, token: tokens.accessToken };
}

async function pairTill(fixture: AuthFixture, by: Owner, cafeId = by.cafeIds[0] ?? '') {
  const request = { requestId: newId(), cafeId, name: 'Till 1', kind: DeviceKind.POS };
  const { code } = await fixture.device(by.token).createPairingCode(request);
  const { device, tokens } = await fixture.device().pairDevice({ code });
  return { deviceId: given(device).deviceId, tokens: given(tokens), token: given(tokens).accessToken };
}

async function addBarista(
  fixture: AuthFixture,
  by: Owner,
  extra: Partial<CreateStaffRequest>,
): Promise<string> {
  const { staff } = await fixture.staff(by.token).createStaff({
    requestId: newId(),
    organisationId: by.organisationId,
    name: 'Kelsey Cameron',
    rights: [{ cafeId: by.cafeIds[0] ?? '', role: Role.BARISTA, extraPermissions: [] }],
    pin: '2580',
    ...extra,
  });
  return given(staff).staffId;
}

async function addWithAccount(fixture: AuthFixture, by: Owner, role: Role, cafeId: string) {
  const staffId = await fixture.barista(by, { rights: [{ cafeId, role, extraPermissions: [] }], pin: '' });
  const email = fixture.newEmail();
  await fixture.staff(by.token).inviteStaff({ requestId: newId(), staffId, email });
  const link = await fixture.inbox.tokenFor(email);
  await fixture.staff().acceptInvitation({ token: link, password: PASSWORD });
  const tokens = await fixture.login(email);
  return { staffId, email, tokens, token: tokens.accessToken };
}

/** The value, or a failed test where there is none. */
export function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('this should be set');
  return value;
}

/** What an access token says, unverified. */
export interface Claims {
  sub: string;
  kind: string;
  iat: number;
  exp: number;
  did?: string;
  grants: PrincipalGrant[];
}

/** Reads an access token without verifying it. */
export function claimsOf(token: string | undefined): Claims {
  const claims = JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
  return { ...claims, grants: given(unpackGrants(claims)) };
}
