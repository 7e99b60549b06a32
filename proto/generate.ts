/**
 * Generates everything that is made from the contracts and from the services' schemas: `npm run gen`. Offline,
 * and nothing of it is committed. What is made from a schema that has not changed is left as it is.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeDocuments } from './documents/write.ts';

const root = join(import.meta.dirname, '..');
const execute = promisify(execFile);

async function run(command: string, args: string[], cwd = root, env: Record<string, string> = {}) {
  await execute(join(root, 'node_modules/.bin', command), args, { cwd, env: { ...process.env, ...env } });
}

/** TypeScript, the descriptor set, the API reference and the OpenAPI document. */
async function generateFromContracts(): Promise<void> {
  mkdirSync(join(root, 'proto/gen'), { recursive: true });
  await run('buf', ['generate']);
  // The details of errors are no part of any request or answer, but the gateway writes them as JSON.
  const errorForms = ['status', 'error_details'].map(
    (f) => `node_modules/google-proto-files/google/rpc/${f}.proto`,
  );
  const paths = ['proto/sippy', ...errorForms].flatMap((path) => ['--path', path]);
  await run('buf', ['build', '-o', 'proto/gen/documented.binpb', ...paths]);
  // Comments are two thirds of it, and every host would read them at its start.
  await run('buf', ['build', '--exclude-source-info', '-o', 'proto/gen/descriptors.binpb', ...paths]);
  writeDocuments(root);
}

/** The Prisma client of each service. */
async function generateFromSchemas(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/prisma/package.json'), 'utf8'));
  for (const service of readdirSync(join(root, 'services'))) {
    const folder = join(root, 'services', service);
    const schema = join(folder, 'prisma/schema.prisma');
    if (!existsSync(schema)) continue;
    const source = createHash('sha256').update(readFileSync(schema)).update(version).digest('hex');
    const record = join(folder, 'gen/prisma.sha256');
    if (existsSync(record) && readFileSync(record, 'utf8') === source) continue;
    await run('prisma', ['generate', '--schema', 'prisma/schema.prisma'], folder, {
      PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    });
    writeFileSync(record, source);
  }
}

try {
  await Promise.all([generateFromContracts(), generateFromSchemas()]);
} catch (error) {
  const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
  process.stderr.write(`${stdout}${stderr}` || `${message}\n`);
  process.exit(1);
}
