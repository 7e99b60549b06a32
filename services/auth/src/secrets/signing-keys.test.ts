import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, expect, test } from 'vitest';
import { readSigningKeys } from './signing-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'sippy-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(content: unknown): string {
  const path = join(folder, `${Math.random()}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function key(kid: string) {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return { ...(await exportJWK(privateKey)), kid };
}

test('the first key signs, all are published, and no private part is', async () => {
  const keys = await readSigningKeys('KEYS', file({ keys: [await key('auth-2'), await key('auth-1')] }));
  expect(keys.current.kid).toBe('auth-2');
  expect(keys.publicKeys.map(({ kid }) => kid)).toEqual(['auth-2', 'auth-1']);
  for (const published of keys.publicKeys) expect(published).not.toHaveProperty('d');
});

test('a file that holds no usable key names the variable and shows nothing of it', async () => {
  const { d, ...open } = await key('auth-1');
  const service = await key('svc-1');
  for (const content of ['not json', {}, { keys: [] }, { keys: [open] }, { keys: [service] }]) {
    const error = await readSigningKeys('AUTH_SIGNING_KEYS_FILE', file(content)).catch((e: Error) => e);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toContain('AUTH_SIGNING_KEYS_FILE');
    expect(String(error)).not.toContain(service.d);
  }
  expect(d).toBeTruthy();
  await expect(readSigningKeys('AUTH_SIGNING_KEYS_FILE', join(folder, 'absent'))).rejects.toThrow(
    /cannot read/,
  );
});
