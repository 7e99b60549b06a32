/** The processes that host services: one for all, or one each. */
import { join } from 'node:path';
import { answersHttp, type ServerSpec } from '../infrastructure/server.ts';
import { projectRoot } from '../paths.ts';
import { portOf, type Setup } from '../setup.ts';

/** Name of a host and the services it runs. */
export interface Host {
  name: string;
  services: readonly string[];
}

/** Which hosts there are. */
export function hostsOf(setup: Setup): Host[] {
  if (setup.hosting === 'together') return [{ name: 'host', services: setup.services }];
  return setup.services.map((name) => ({ name, services: [name] }));
}

/** Where a service is reached, as gRPC and the gateway write it. */
export function serviceAddress(setup: Setup, service: string): `unix:${string}` {
  const host = hostsOf(setup).find((h) => h.services.includes(service));
  return hostAddress(setup, host?.name ?? service);
}

/** Where a host listens. */
export function hostAddress(setup: Setup, host: string): `unix:${string}` {
  return `unix:${join(setup.sockets, `${host}.sock`)}`;
}

/** A host as a server to be started. */
export function hostServer(setup: Setup, host: Host): ServerSpec {
  const healthUrl = `http://127.0.0.1:${portOf(setup.ports, `${host.name}-metrics`)}/readyz`;
  return {
    name: host.name,
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', setup.hostFile, ...host.services],
    cwd: projectRoot,
    env: hostEnvironment(setup, host),
    stopSignal: 'SIGTERM',
    healthUrl,
    ready: () => answersHttp(healthUrl),
  };
}

function hostEnvironment(setup: Setup, host: Host): Record<string, string> {
  const { keys, ports } = setup;
  const elsewhere = setup.services.filter((s) => !host.services.includes(s));
  const env: Record<string, string> = {
    HOST_LISTEN: hostAddress(setup, host.name),
    METRICS_PORT: String(portOf(ports, `${host.name}-metrics`)),
    NATS_URL: setup.natsUrl,
    REDIS_URL: setup.redisUrl,
    TOKEN_JWKS_FILE: keys.tokenJwksFile,
    SERVICE_KEY_FILE: keys.serviceKeyFiles[host.name] ?? '',
    PUBLIC_URL: setup.gatewayUrl,
    NODE_COMPILE_CACHE: setup.env.NODE_COMPILE_CACHE ?? join(setup.home, 'cache', 'node'),
    // Here everything stops together, and nobody has to notice first.
    DRAIN_PAUSE_MS: setup.env.DRAIN_PAUSE_MS ?? '0',
    // The administrator's URL is for provisioning, not for services.
    DATABASE_URL: '',
  };
  for (const service of host.services) {
    const database = setup.databases[service];
    if (!database) continue;
    env[`${variable(service)}_DATABASE_URL`] = database.url;
    env[`${variable(service)}_MIGRATION_URL`] = database.migrationUrl;
  }
  for (const service of elsewhere) env[`${variable(service)}_ADDRESS`] = serviceAddress(setup, service);
  if (host.services.includes('auth')) {
    env.AUTH_SIGNING_KEYS_FILE = keys.authSigningKeysFile;
  }
  if (['auth', 'payment'].some((service) => host.services.includes(service)))
    env.SMTP_URL = setup.env.SMTP_URL ?? `smtp://127.0.0.1:${portOf(ports, 'sandbox-smtp')}`;
  if (host.services.includes('payment'))
    Object.assign(env, stripeEnvironment(setup), { CLAIM_SECRET: env.CLAIM_SECRET ?? keys.claimSecret });
  return env;
}

/** Stripe's real test mode where a key of it is given, else the sandbox's stand-in. */
function stripeEnvironment({ env, keys, ports }: Setup): Record<string, string> {
  const secret = { STRIPE_WEBHOOK_SECRET: env.STRIPE_WEBHOOK_SECRET ?? keys.stripeWebhookSecret };
  if (env.STRIPE_API_KEY)
    return { ...secret, STRIPE_API_KEY: env.STRIPE_API_KEY, STRIPE_API_URL: env.STRIPE_API_URL ?? '' };
  return {
    ...secret,
    STRIPE_API_KEY: 'sk_test_sandbox',
    STRIPE_API_URL: `http://127.0.0.1:${portOf(ports, 'sandbox-stripe')}`,
  };
}

function variable(service: string): string {
  return service.toUpperCase().replaceAll('-', '_');
}
