import type { PrincipalGrant } from '@sippy/kit/call';
import type { Clock } from '@sippy/kit/clock';
import { MAX_TOKEN_LENGTH } from '@sippy/kit/token';
import { packGrants } from '@sippy/kit/token-grants';
import { SignJWT } from 'jose';
import { tooManyCafes } from '../domain/refusals.ts';
import { ACCESS_TOKEN_LIFE_MS, type SessionKindName } from '../domain/session-life.ts';
import type { SigningKeys } from './signing-keys.ts';

/** Who a token is for and what it allows. */
export interface Bearer {
  kind: SessionKindName;
  /** User, staff or device id. */
  id: string;
  sessionId: string;
  /** The device that a member of staff is signed in on. */
  deviceId?: string | undefined;
  grants: readonly PrincipalGrant[];
}

/** An access token and when it ends. */
export interface AccessToken {
  token: string;
  expires: Date;
}

/** Signs access tokens. */
export type Issuer = (bearer: Bearer) => Promise<AccessToken>;

/** Makes the issuer of access tokens: JWTs signed with EdDSA, of 15 minutes. Refuses one that no header could carry. */
export function openIssuer(keys: SigningKeys, clock: Clock): Issuer {
  return async (bearer) => {
    const issued = Math.floor(clock.now().getTime() / 1000);
    const expires = issued + ACCESS_TOKEN_LIFE_MS / 1000;
    const token = await new SignJWT(claimsOf(bearer))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: keys.current.kid })
      .setIssuer('sippy')
      .setAudience('sippy')
      .setSubject(bearer.id)
      .setIssuedAt(issued)
      .setExpirationTime(expires)
      .sign(keys.current.key);
    if (token.length > MAX_TOKEN_LENGTH) throw tooManyCafes();
    return { token, expires: new Date(expires * 1000) };
  };
}

function claimsOf(bearer: Bearer): Record<string, unknown> {
  return {
    kind: bearer.kind.toLowerCase(),
    sid: bearer.sessionId,
    ...(bearer.kind === 'USER' && { cid: bearer.id }),
    ...(bearer.deviceId !== undefined && { did: bearer.deviceId }),
    ...packGrants(bearer.grants),
  };
}
