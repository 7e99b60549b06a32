import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Principal } from '../call/call.ts';
import { CLOCK_TOLERANCE_S, TOKEN_ISSUER, TOKEN_TYPE } from '../call/token.ts';
import { packGrants } from '../call/token-grants.ts';

/** Keys of one test's hosts, as the files that provisioning writes. */
export interface TestKeys {
  /** JWK set of the public halves. */
  publicKeys: string;
  /** JWK set with which auth signs. */
  signingKeys: string;
  /** JWK with which the hosts sign for themselves. */
  serviceKey: string;
  token(principal: Principal): Promise<string>;
}

/** Makes keys, and tokens that they sign. */
export async function makeTestKeys(): Promise<TestKeys> {
  const auth = await makeKey('auth-test');
  const service = await makeKey('svc-test');
  const tokens = new Map<string, Promise<string>>();
  const sign = (principal: Principal): Promise<string> => {
    const { expiresMs } = principal;
    const { kid, secret } = principal.kind === 'service' ? service : auth;
    return new SignJWT({
      kind: principal.kind,
      ...packGrants(principal.grants),
      platform: principal.platform,
      ...(principal.customerId === undefined ? {} : { cid: principal.customerId }),
      ...(principal.sessionId === undefined ? {} : { sid: principal.sessionId }),
      ...(principal.deviceId === undefined ? {} : { did: principal.deviceId }),
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: TOKEN_TYPE, kid })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_ISSUER)
      .setSubject(principal.id)
      .setIssuedAt()
      .setExpirationTime(expiresMs === undefined ? '15m' : Math.floor(expiresMs / 1000) - CLOCK_TOLERANCE_S)
      .sign(secret);
  };
  return {
    publicKeys: JSON.stringify({ keys: [auth.publicJwk, service.publicJwk] }),
    signingKeys: JSON.stringify({ keys: [auth.privateJwk] }),
    serviceKey: JSON.stringify(service.privateJwk),
    token(principal) {
      const key = JSON.stringify(principal);
      let token = tokens.get(key);
      if (!token) {
        token = sign(principal);
        tokens.set(key, token);
      }
      return token;
    },
  };
}

async function makeKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const common = { kid, alg: 'EdDSA', use: 'sig' };
  return {
    kid,
    secret: privateKey,
    publicJwk: { ...(await exportJWK(publicKey)), ...common },
    privateJwk: { ...(await exportJWK(privateKey)), ...common },
  };
}
