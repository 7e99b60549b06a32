import { ConfigError, readConfigFile } from '@sippy/kit/config';
import { importJWK, type JWK } from 'jose';
import { z } from 'zod';

const jwkSet = z.object({
  keys: z
    .array(
      z.object({
        kty: z.literal('OKP'),
        crv: z.literal('Ed25519'),
        x: z.string().min(1),
        d: z.string().min(1),
        kid: z.string().regex(/^auth-/, 'must begin with auth-'),
      }),
    )
    .min(1),
});

/** The keys that access tokens are signed with. */
export interface SigningKeys {
  /** The first key: it signs. */
  readonly current: { readonly kid: string; readonly key: CryptoKey };
  /** All keys without their private parts: each verifies. */
  readonly publicKeys: readonly JWK[];
}

/** Reads a JWK set of Ed25519 keys. Throws `ConfigError` naming the variable if the file is not one. */
export async function readSigningKeys(variable: string, path: string): Promise<SigningKeys> {
  const keys = parse(variable, readConfigFile(variable, path));
  const [first] = keys;
  if (!first) throw new ConfigError([`${variable}: holds no key`]);
  const key = await importJWK({ ...first, alg: 'EdDSA' }, 'EdDSA');
  if (key instanceof Uint8Array) throw new ConfigError([`${variable}: the first key is not a private key`]);
  return {
    current: { kid: first.kid, key },
    publicKeys: keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, alg: 'EdDSA', use: 'sig' })),
  };
}

function parse(variable: string, text: string): z.output<typeof jwkSet>['keys'] {
  try {
    return jwkSet.parse(JSON.parse(text)).keys;
  } catch {
    throw new ConfigError([
      `${variable}: is not a JWK set of private Ed25519 keys whose kid begins with auth-`,
    ]);
  }
}
