/** Generates everything that is made from the contracts: `npm run gen`. Offline, and nothing of it is committed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

function run(command: string, args: string[], cwd = root, env: Record<string, string> = {}): void {
  const result = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}`);
    process.exit(result.status ?? 1);
  }
}

mkdirSync(join(root, 'proto/gen'), { recursive: true });
run(bin('buf'), ['generate']);
// The details of errors are no part of any request or answer, but the gateway writes them as JSON.
const errorForms = ['status', 'error_details'].map(
  (f) => `node_modules/google-proto-files/google/rpc/${f}.proto`,
);
const paths = ['proto/sippy', ...errorForms].flatMap((path) => ['--path', path]);
run(bin('buf'), ['build', '-o', 'proto/gen/descriptors.binpb', ...paths]);
for (const service of readdirSync(join(root, 'services'))) {
  const folder = join(root, 'services', service);
  if (!existsSync(join(folder, 'prisma/schema.prisma'))) continue;
  run(bin('prisma'), ['generate', '--schema', 'prisma/schema.prisma'], folder, {
    PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  });
}
