/** Runs any set of services in one process: `node services/host.ts order payment`, or `all`. */
import { existsSync, readdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache();
const { ConfigError } = await import('@sippy/kit/config');
const { startHost } = await import('@sippy/kit/host');
type ServiceDefinition = import('@sippy/kit/service').ServiceDefinition;

const known = readdirSync(import.meta.dirname)
  .filter((name) => existsSync(join(import.meta.dirname, name, 'src/main.ts')))
  .sort();

/** The services that the arguments name; explains itself and exits with 2 if they name none that exists. */
function wanted(): string[] {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => name !== 'all' && !known.includes(name));
  if (names.length > 0 && unknown.length === 0) return names.includes('all') ? known : [...new Set(names)];
  if (unknown.length > 0) process.stderr.write(`There is no service ${unknown.join(', ')}.\n`);
  process.stderr.write(`usage: node services/host.ts all | SERVICE…\nservices: ${known.join(' ')}\n`);
  process.exit(2);
}

const names = wanted();
try {
  const definitions = await Promise.all(
    names.map(
      async (name) => ((await import(`./${name}/src/main.ts`)) as { service: ServiceDefinition }).service,
    ),
  );
  const host = await startHost(definitions, process.env);
  host.log.info(
    {
      services: names,
      addresses: host.addresses,
      opsPort: host.opsPort,
      startMs: Math.round(performance.now()),
    },
    'ready',
  );
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      host.log.info({ signal }, 'draining');
      void host.stop().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else
    process.stderr.write(
      `The services could not be started: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
  process.exit(1);
}
