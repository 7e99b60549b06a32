import { service as auth } from '@sippy/auth';
import { newId } from '@sippy/kit/ids';
import { eventually, startTestService, type TestHost, testPrincipal } from '@sippy/kit/testing';
import { AuthServiceDefinition } from '@sippy/proto/auth/v1/auth_service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../src/main.ts';

const PASSWORD = 'correct horse battery';
const env = { PUBLIC_URL: 'http://localhost:8080', SMTP_URL: 'smtp://127.0.0.1:1' };
let host: TestHost;
beforeAll(async () => {
  host = await startTestService([auth, service], { env });
});
afterAll(() => host.stop());

const authClient = (token?: string) => host.peer(AuthServiceDefinition, token);
const cafes = (token?: string) => host.peer(CafeServiceDefinition, token);

async function user() {
  const email = `${newId()}@example.com`;
  const internal = host.peer(AuthServiceDefinition, testPrincipal({ kind: 'service', id: 'test' }));
  const { user: made } = await internal.provisionUser({
    requestId: newId(),
    email,
    password: PASSWORD,
    name: 'Sue',
  });
  const { tokens } = await authClient().login({ email, password: PASSWORD });
  if (!made || !tokens) throw new Error('no user');
  return { userId: made.userId, token: tokens.accessToken, refreshToken: tokens.refreshToken };
}

async function refreshed({ refreshToken }: { refreshToken: string }): Promise<string> {
  const { tokens } = await authClient().refreshToken({ refreshToken });
  return tokens?.accessToken ?? '';
}

async function eventTypes(organisationId: string): Promise<string[]> {
  const { rows } = await host
    .db('cafe')
    .query<{ type: string }>('select type from event where aggregate_id = $1', [organisationId]);
  return rows.map((row) => row.type);
}

describe('organisations', () => {
  test('whoever creates one owns it, and its cafés, with their next token', async () => {
    const sue = await user();
    const { organisation } = await cafes(sue.token).createOrganisation({
      requestId: newId(),
      name: 'Sippers',
    });
    const organisationId = organisation?.organisationId ?? '';
    expect(await eventTypes(organisationId)).toEqual(['organisation.created']);
    const token = await refreshed(sue);
    const made = await cafes(token).createCafe({
      ...{ requestId: newId(), organisationId, name: 'First' },
      ...{ currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
    });
    expect((await cafes(token).listMyOrganisations({})).organisations).toEqual([organisation]);
    expect((await cafes(token).getOrganisation({ organisationId })).organisation).toEqual(organisation);
    expect((await cafes(token).listCafes({ organisationId })).cafes).toEqual([made.cafe]);
  });

  test('the same request makes one organisation, also when twins arrive together', async () => {
    const sue = await user();
    const request = { requestId: newId(), name: 'Once' };
    const made = await Promise.all([1, 2, 3].map(() => cafes(sue.token).createOrganisation(request)));
    expect(new Set(made.map((each) => each.organisation?.organisationId)).size).toBe(1);
    expect(await eventTypes(made[0]?.organisation?.organisationId ?? '')).toEqual(['organisation.created']);
  });

  test('an organisation that was left before its owner owned it is finished, and then exists', async () => {
    const { userId, ...sue } = await user();
    const organisationId = newId();
    await host.db('cafe').query(
      `insert into organisation (organisation_id, name, owner_user_id, create_time)
         values ($1, 'Left', $2, now() - interval '1 minute'), ($3, 'Nobody', $4, now() - interval '1 minute')`,
      [organisationId, userId, newId(), newId()],
    );
    await eventually(async () => (await eventTypes(organisationId)).length === 1, 15_000);
    const token = await refreshed(sue);
    expect((await cafes(token).getOrganisation({ organisationId })).organisation?.name).toBe('Left');
    const { rows } = await host.db('cafe').query("select from organisation where name = 'Nobody'");
    expect(rows).toHaveLength(0);
  });

  test('only somebody with an account of their own creates one', async () => {
    const staff = cafes(await host.token(testPrincipal()));
    await expect(staff.createOrganisation({ requestId: newId(), name: 'No' })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      reason: 'USER_NEEDED',
    });
    await expect(cafes().createOrganisation({ requestId: newId(), name: 'No' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
