import {
  createLocalJWKSet,
  errors,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { ConfigError } from '../host/config.ts';
import type { Principal, PrincipalKind } from './call.ts';
import { tokenInvalid } from './refusal.ts';
import { grantClaims, unpackGrants } from './token-grants.ts';

/** Issuer and audience of every Sippy access token. */
export const TOKEN_ISSUER = 'sippy';
/** `typ` of an access token, which no other token of ours has. */
export const TOKEN_TYPE = 'at+jwt';

/** Key ids begin so: services sign for themselves, auth for everybody else; neither can do the other's. */
const SERVICE_KID = 'svc-';
const AUTH_KID = 'auth-';

/** How long after its end a token still counts, since clocks differ. */
export const CLOCK_TOLERANCE_S = 5;
/** Longest access token, in characters: headers have limits, and so has what a host reads of strangers. */
export const MAX_TOKEN_LENGTH = 16_384;
const SERVICE_TOKEN_S = 300;

/** Reads who an access token stands for; throws UNAUTHENTICATED. At once if the token was seen before. */
export type TokenVerifier = (token: string) => Principal | Promise<Principal>;

const claims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  kind: z.enum(['user', 'staff', 'device', 'service']),
  cid: z.string().optional(),
  sid: z.string().optional(),
  did: z.string().optional(),
  ...grantClaims,
  platform: z.array(z.string()).default([]),
});

interface Remembered {
  readonly principal: Principal;
  readonly expiresMs: number;
}

/** Makes a verifier from a JWK set (JSON); it remembers up to `capacity` tokens, those seen last, until they expire. */
export function createTokenVerifier(jwks: string, capacity = 5000): TokenVerifier {
  const keys = createLocalJWKSet(parseKeySet(jwks));
  const known = new LRUCache<string, Remembered>({ max: capacity });
  const underway = new Map<string, Promise<Principal>>();

  async function verify(token: string): Promise<Principal> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: ['EdDSA'],
        issuer: TOKEN_ISSUER,
        audience: TOKEN_ISSUER,
        typ: TOKEN_TYPE,
        clockTolerance: CLOCK_TOLERANCE_S,
        requiredClaims: ['sub', 'exp', 'iat', 'kind'],
      });
      const read = readPrincipal(payload, protectedHeader.kid ?? '');
      known.set(token, read);
      return read.principal;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  return (token) => {
    const found = known.get(token);
    if (found !== undefined) {
      if (found.expiresMs > Date.now()) return found.principal;
      known.delete(token);
    }
    if (token.length > MAX_TOKEN_LENGTH) throw tokenInvalid('The access token is too long.');
    const waiting = underway.get(token);
    if (waiting !== undefined) return waiting;
    const verifying = verify(token).finally(() => underway.delete(token));
    underway.set(token, verifying);
    return verifying;
  };
}

function readPrincipal(payload: JWTPayload, kid: string): Remembered {
  const read = claims.safeParse(payload);
  const grants = read.success ? unpackGrants(read.data) : undefined;
  if (!read.success || grants === undefined)
    throw tokenInvalid('The access token lacks claims that it needs.');
  const { sub, exp, kind, cid, sid, did, platform } = read.data;
  if (!kid.startsWith(kind === 'service' ? SERVICE_KID : AUTH_KID)) {
    throw tokenInvalid('The access token is signed by a key that may not sign it.');
  }
  const expiresMs = (exp + CLOCK_TOLERANCE_S) * 1000;
  const principal: Principal = {
    kind,
    id: sub,
    grants,
    platform,
    ...(cid === undefined ? {} : { customerId: cid }),
    ...(sid === undefined ? {} : { sessionId: sid }),
    ...(did === undefined ? {} : { deviceId: did }),
    ...(kind === 'service' ? {} : { expiresMs }),
  };
  return { principal: Object.freeze(principal), expiresMs };
}

function refusalOf(error: unknown): Error {
  if (error instanceof errors.JWTExpired) return tokenInvalid('The access token has expired. Refresh it.');
  if (error instanceof errors.JOSEError) return tokenInvalid('The access token is not valid.');
  return error as Error;
}

function parseKeySet(text: string): JSONWebKeySet {
  const set = z
    .object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) })
    .safeParse(json(text));
  if (!set.success) throw new ConfigError(['TOKEN_JWKS_FILE: is not a JWK set whose keys have a kid']);
  const foreign = set.data.keys.find(
    (key) => !key.kid.startsWith(SERVICE_KID) && !key.kid.startsWith(AUTH_KID),
  );
  if (foreign) throw new ConfigError([`TOKEN_JWKS_FILE: the key ${foreign.kid} is neither auth- nor svc-`]);
  return set.data as JSONWebKeySet;
}

/** Makes the token with which a service calls others; the same one until it has a minute left. */
export type ServiceTokenSource = (service: string) => string | Promise<string>;

/** Signs service tokens with a host's private key (JWK as JSON). */
export async function createServiceTokenSource(jwk: string): Promise<ServiceTokenSource> {
  const key = json(jwk) as JWK | undefined;
  if (key?.kid === undefined || !key.kid.startsWith(SERVICE_KID) || key.d === undefined) {
    throw new ConfigError([`SERVICE_KEY_FILE: is not a private JWK whose kid begins with ${SERVICE_KID}`]);
  }
  const { kid } = key;
  const secret = await importJWK(key, 'EdDSA');
  const kind: PrincipalKind = 'service';
  const made = new Map<string, { token: string; renewMs: number }>();
  const making = new Map<string, Promise<string>>();

  async function sign(service: string): Promise<string> {
    const token = await new SignJWT({ kind })
      .setProtectedHeader({ alg: 'EdDSA', typ: TOKEN_TYPE, kid })
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_ISSUER)
      .setSubject(service)
      .setIssuedAt()
      .setExpirationTime(`${SERVICE_TOKEN_S}s`)
      .sign(secret);
    made.set(service, { token, renewMs: Date.now() + (SERVICE_TOKEN_S - 60) * 1000 });
    return token;
  }

  return (service) => {
    const known = made.get(service);
    if (known !== undefined && known.renewMs > Date.now()) return known.token;
    const waiting = making.get(service) ?? sign(service).finally(() => making.delete(service));
    making.set(service, waiting);
    return waiting;
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
