/** Writes what people and tools read of the contracts: the API reference and the OpenAPI document. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readContracts } from '../contract.ts';
import { openApi } from './openapi.ts';
import { reference } from './reference.ts';

/** Writes `docs/api/` anew under `root`. */
export function writeDocuments(root: string): void {
  const contracts = readContracts();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const files = {
    ...reference(contracts),
    'openapi.json': `${JSON.stringify(openApi(contracts, version), null, 1)}\n`,
  };
  const folder = join(root, 'docs/api');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
