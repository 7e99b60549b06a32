import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment lacks something, or holds something that cannot be: names every bad variable. */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`Bad configuration:\n${problems.map((p) => `  ${p}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads what `schema` asks for from the environment; throws `ConfigError`, never showing a value. */
export function readConfig<T>(schema: z.ZodType<T>, env: Environment): T {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map((issue) => {
      const name = issue.path.map(String).join('.') || 'environment';
      return `${name}: ${present[name] === undefined && issue.path.length > 0 ? 'is not set' : issue.message}`;
    }),
  );
}

const port = z.coerce.number().int().min(0).max(65_535);

/** What every host reads. */
export const hostConfig = z.object({
  /** Where gRPC is served, comma-separated: `unix:/path` or `address:port`. */
  HOST_LISTEN: z
    .string()
    .default('127.0.0.1:50051')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string().regex(/^(unix:.+|.+:\d+)$/, 'must be unix:/path or address:port')).min(1)),
  /** Port of /metrics, /healthz and /readyz; not served if unset. */
  METRICS_PORT: port.optional(),
  /** Address for METRICS_PORT; a container sets 0.0.0.0. */
  METRICS_ADDRESS: z.string().default('127.0.0.1'),
  NATS_URL: z.string().optional(),
  REDIS_URL: z.string().optional(),
  /** File with the public keys (JWK set) that tokens are verified with. */
  TOKEN_JWKS_FILE: z.string().optional(),
  /** File with this host's private key (JWK) for calls to other services. */
  SERVICE_KEY_FILE: z.string().optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  /** Share of traces begun here that are recorded, 0 to 1; a caller's own decision goes first. */
  TRACE_RATIO: z.coerce.number().min(0).max(1).default(0.01),
  /** Most unary calls in work at once; further ones are refused with a retry hint. */
  MAX_RUNNING_CALLS: z.coerce.number().int().min(1).default(1000),
  /**
   * Longest time that calls may go on waiting for a host that cannot keep up, in milliseconds; then some are refused, those
   * that begin something first.
   */
  MAX_WAIT_MS: z.coerce.number().int().min(1).default(100),
  /** Most live streams open at once, and most of one session; further ones are refused with a retry hint. */
  MAX_STREAMS: z.coerce.number().int().min(1).default(10_000),
  MAX_STREAMS_PER_CALLER: z.coerce.number().int().min(1).default(100),
  /**
   * How long a host that is told to stop says that it is not ready and still takes calls, in milliseconds: as long as those
   * who send it calls need to notice.
   */
  DRAIN_PAUSE_MS: z.coerce.number().int().min(0).default(5000),
  /** How long a drain waits for calls to end after that, in milliseconds. */
  DRAIN_MS: z.coerce.number().int().min(0).default(10_000),
});

/** The two logins of a service's database: its own role, and the owner's for migrations. */
export interface DatabaseUrls {
  readonly application: string;
  readonly migration: string;
}

/** Reads `<NAME>_DATABASE_URL` and `<NAME>_MIGRATION_URL`. */
export function databaseUrls(name: string, env: Environment): DatabaseUrls {
  const application = `${variableName(name)}_DATABASE_URL`;
  const migration = `${variableName(name)}_MIGRATION_URL`;
  const read = readConfig(z.object({ [application]: z.string(), [migration]: z.string() }), env);
  return { application: String(read[application]), migration: String(read[migration]) };
}

/** `order-sync` as it begins the names of its variables: `ORDER_SYNC`. */
export function variableName(service: string): string {
  return service.toUpperCase().replaceAll('-', '_');
}

/** Reads a file named by a variable; throws `ConfigError` naming the variable, not the content. */
export function readConfigFile(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError([
      `${variable}: cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'error'})`,
    ]);
  }
}
