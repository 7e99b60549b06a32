import { systemClock } from '@sippy/kit/clock';
import { newId } from '@sippy/kit/ids';
import { testGrant } from '@sippy/kit/testing';
import { createTokenVerifier } from '@sippy/kit/token';
import { exportJWK, generateKeyPair } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { permissions } from '../domain/permissions.ts';
import { type Issuer, openIssuer } from './access-token.ts';

let issue: Issuer;
let publicKeys: string;
beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'auth-1', alg: 'EdDSA' };
  publicKeys = JSON.stringify({ keys: [publicJwk] });
  issue = openIssuer({ current: { kid: 'auth-1', key: privateKey }, publicKeys: [publicJwk] }, systemClock);
});

const ids = (count: number) => Array.from({ length: count }, () => newId());
const owner = (grants: ReturnType<typeof testGrant>[]) =>
  issue({ kind: 'USER', id: newId(), sessionId: newId(), grants });

test.each([
  ['400 cafés of one organisation', [testGrant(newId(), ids(400), ...permissions)]],
  ['100 organisations with two cafés each', ids(100).map((id) => testGrant(id, ids(2), ...permissions))],
])('the owner of %s gets a token that hosts take', async (_, grants) => {
  const { token } = await owner(grants);
  expect(await createTokenVerifier(publicKeys)(token)).toMatchObject({ kind: 'user', grants });
});

test('whoever has rights at more cafés than a token can name is told so when signing in', async () => {
  await expect(owner([testGrant(newId(), ids(600), ...permissions)])).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    reason: 'TOO_MANY_CAFES',
  });
});
