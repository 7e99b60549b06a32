/** Code made from the contracts, kept in step with them. */
import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fingerprintOf } from './fingerprint.ts';
import { readJson, writePrivateJson } from './home.ts';
import { projectRoot } from './paths.ts';
import { SetupError } from './setup-error.ts';

const run = promisify(execFile);

/** Patterns of the files that the generated code depends on. */
export const generatedFrom: readonly string[] = [
  'proto/sippy/**/*.proto',
  'proto/*.ts',
  'proto/documents/*.ts',
  'buf*.yaml',
  'services/*/prisma/schema.prisma',
  'package-lock.json',
];

const recordFile = join(projectRoot, '.sippy', 'generated.json');

/** Whether what is generated was made from the contracts as they are now. */
export function isGenerated(): boolean {
  const made = ['proto/gen/descriptors.binpb', 'proto/gen/ts', 'proto/gen/web', 'docs/api/openapi.json'];
  const there = made.every((path) => existsSync(join(projectRoot, path)));
  const schemas = globSync('services/*/prisma/schema.prisma', { cwd: projectRoot });
  const clients = schemas.every((schema) => existsSync(join(projectRoot, schema, '..', '..', 'gen')));
  return there && clients && readJson<{ from: string }>(recordFile)?.from === fingerprintOf(generatedFrom);
}

/** Generates everything. Throws `SetupError` with what the generator said. */
export async function generate(): Promise<void> {
  const from = fingerprintOf(generatedFrom);
  try {
    await run(process.execPath, ['--disable-warning=ExperimentalWarning', 'proto/generate.ts'], {
      cwd: projectRoot,
    });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String(error);
    throw new SetupError(said, 'mend the file named above; npm run gen repeats this step alone', {
      cause: error,
    });
  }
  writePrivateJson(recordFile, { from });
}

if (import.meta.main)
  await generate().catch((error: Error) => {
    process.stderr.write(`✖ ${error.message}\n`);
    process.exitCode = 1;
  });
