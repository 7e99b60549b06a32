/** Keys and secrets of one home, made once and kept private. */
import { createHash, generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type RolePasswords, rolePasswords } from './databases.ts';
import { keep, readJson, writePrivateJson } from './home.ts';

/** Files and secrets that processes are started with. */
export interface Keys {
  /** Private JWK set: the first signs tokens, all verify. */
  authSigningKeysFile: string;
  /** Public JWK set that verifies the tokens of people and of services. */
  tokenJwksFile: string;
  /** Private JWK of each host, by its name. */
  serviceKeyFiles: Readonly<Record<string, string>>;
  /** Password of PostgreSQL's superuser. */
  postgresPassword: string;
  rolePasswords: RolePasswords;
  stripeWebhookSecret: string;
  /** Codes on guests' receipts follow from it. */
  claimSecret: string;
}

interface Jwk extends JsonWebKey {
  kid: string;
  alg: 'EdDSA';
  use: 'sig';
}

/** The keys kept in `home`, those that are missing made. `hosts` are the processes that call peers. */
export function provideKeys(home: string, services: readonly string[], hosts: readonly string[]): Keys {
  const folder = join(home, 'keys');
  const authSigningKeysFile = join(folder, 'auth-signing-keys.json');
  const signing = keep(authSigningKeysFile, () => ({ keys: [newKey('auth')] }));
  const serviceKeyFiles: Record<string, string> = {};
  const publicKeys = signing.keys.map(publicHalf);
  for (const host of hosts) {
    const file = join(folder, `service-${host}.json`);
    publicKeys.push(publicHalf(keep(file, () => newKey(`svc-${host}`))));
    serviceKeyFiles[host] = file;
  }
  const tokenJwksFile = join(folder, 'token-jwks.json');
  writeIfChanged(tokenJwksFile, { keys: publicKeys });
  const secretsFile = join(folder, 'secrets.json');
  const secrets = keep(secretsFile, () => ({
    postgres: randomBytes(24).toString('base64url'),
    stripeWebhook: `whsec_${randomBytes(24).toString('hex')}`,
  }));
  const claims = keep(join(folder, 'claims.json'), () => ({ secret: randomBytes(24).toString('base64url') }));
  const passwordsFile = join(folder, 'database-roles.json');
  const passwords = rolePasswords(services, readJson<RolePasswords>(passwordsFile));
  writeIfChanged(passwordsFile, passwords);
  return {
    authSigningKeysFile,
    tokenJwksFile,
    serviceKeyFiles,
    postgresPassword: secrets.postgres,
    rolePasswords: passwords,
    stripeWebhookSecret: secrets.stripeWebhook,
    claimSecret: claims.secret,
  };
}

/** A new Ed25519 key as a private JWK; its id begins with `prefix` and ends with its thumbprint. */
function newKey(prefix: string): Jwk {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const members = JSON.stringify({ crv: jwk.crv, kty: jwk.kty, x: jwk.x });
  const thumbprint = createHash('sha256').update(members).digest('base64url');
  return { ...jwk, kid: `${prefix}-${thumbprint.slice(0, 16)}`, alg: 'EdDSA', use: 'sig' };
}

function publicHalf({ d: _private, ...jwk }: Jwk): Omit<Jwk, 'd'> {
  return jwk;
}

function writeIfChanged(path: string, value: unknown): void {
  if (JSON.stringify(readJson(path)) !== JSON.stringify(value)) writePrivateJson(path, value);
}
