import { createHmac, generateKeyPairSync } from 'node:crypto';
import { manualClock } from '@sippy/kit/clock';
import { newId } from '@sippy/kit/ids';
import { createTokenVerifier } from '@sippy/kit/token';
import { Role } from '@sippy/proto/auth/v1/auth';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthFixture, startAuth } from './fixture.ts';

const clock = manualClock(new Date());
let fixture: AuthFixture;
let good: string;
beforeAll(async () => {
  fixture = await startAuth({ clock });
  good = (await fixture.login((await fixture.account()).email)).accessToken;
});
afterAll(() => fixture?.stop());

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (text: string | undefined) => JSON.parse(Buffer.from(text ?? '', 'base64url').toString());
const parts = () => good.split('.') as [string, string, string];
const invalid = { code: 'UNAUTHENTICATED', reason: 'TOKEN_INVALID' };

const me = (token: string) => fixture.auth(token).getMe({});

test('the token that auth issues is good', async () => {
  expect((await me(good)).caller?.$case).toBe('user');
});

test('the published keys verify it and hold no secret', async () => {
  const { contentType, data } = await fixture.auth().getJwks({});
  expect(contentType).toBe('application/json');
  const { keys } = JSON.parse(data.toString());
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
  expect(await createTokenVerifier(data.toString())(good)).toMatchObject({ kind: 'user' });
});

test('a token without a signature is refused, whatever its header says of the algorithm', async () => {
  const [header, payload] = parts();
  for (const alg of ['none', 'None', 'NONE', '']) {
    await expect(me(`${part({ ...read(header), alg })}.${payload}.`)).rejects.toMatchObject(invalid);
  }
  await expect(me(`${header}.${payload}.`)).rejects.toMatchObject(invalid);
});

test('a token signed with the public key as an HMAC secret is refused', async () => {
  const [header, payload] = parts();
  const { data } = await fixture.auth().getJwks({});
  const [key] = JSON.parse(data.toString()).keys;
  const body = `${part({ ...read(header), alg: 'HS256' })}.${payload}`;
  const signature = createHmac('sha256', Buffer.from(key.x, 'base64url')).update(body).digest('base64url');
  await expect(me(`${body}.${signature}`)).rejects.toMatchObject(invalid);
});

test('a token whose claims were changed is refused', async () => {
  const [header, payload, signature] = parts();
  const claims = { ...read(payload), grants: [{ o: newId(), c: [], p: ['organisation.manage'] }] };
  await expect(me(`${header}.${part(claims)}.${signature}`)).rejects.toMatchObject(invalid);
});

test('a token signed by a stranger with our key id is refused', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const [header, payload] = parts();
  const forged = await new SignJWT(read(payload)).setProtectedHeader(read(header)).sign(privateKey);
  await expect(me(forged)).rejects.toMatchObject(invalid);
});

test('an expired token is refused', async () => {
  clock.set(new Date(Date.now() - 16 * 60_000));
  const { accessToken } = await fixture.login((await fixture.account()).email);
  clock.set(new Date());
  await expect(me(accessToken)).rejects.toMatchObject({
    ...invalid,
    message: 'The access token has expired. Refresh it.',
  });
});

test('internal calls are for services only', async () => {
  const owner = await fixture.owner();
  const request = { requestId: newId(), userId: owner.userId, organisationId: newId(), role: Role.OWNER };
  await expect(fixture.auth(owner.token).grantRole(request)).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
  await expect(fixture.auth().grantRole(request)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(fixture.auth(owner.token).getUser({ userId: owner.userId })).rejects.toMatchObject({
    code: 'PERMISSION_DENIED',
  });
});
