import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { provideKeys } from '../keys.ts';
import { temporaryHome } from './fixture.ts';

let home: string;
let remove: () => void;
beforeEach(() => {
  ({ home, remove } = temporaryHome());
});
afterEach(() => remove());

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

test('every key file is for this user only', () => {
  provideKeys(home, ['order'], ['host']);
  const files = readdirSync(join(home, 'keys'));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(statSync(join(home, 'keys', file)).mode & 0o777, file).toBe(0o600);
});

test('keys and passwords stay the same from start to start', () => {
  const first = provideKeys(home, ['order'], ['host', 'order']);
  expect(provideKeys(home, ['order'], ['host', 'order'])).toEqual(first);
});

test('a new service gets its own, and the others keep theirs', () => {
  const before = provideKeys(home, ['order'], ['order']);
  const after = provideKeys(home, ['order', 'loyalty'], ['order', 'loyalty']);
  expect(after.rolePasswords).toMatchObject(before.rolePasswords);
  expect(after.rolePasswords.sippy_loyalty).toBeDefined();
  expect(new Set(Object.values(after.rolePasswords)).size).toBe(Object.keys(after.rolePasswords).length);
});

test('the public set verifies what auth and hosts sign, and holds no private half', () => {
  const keys = provideKeys(home, ['order'], ['host']);
  const publicSet = json(keys.tokenJwksFile).keys;
  expect(publicSet.map((k: { kid: string }) => k.kid.split('-')[0])).toEqual(['auth', 'svc']);
  expect(JSON.stringify(publicSet)).not.toContain('"d"');
  const signing = [json(keys.authSigningKeysFile).keys[0], json(keys.serviceKeyFiles.host ?? '')];
  for (const jwk of signing) {
    const signature = sign(null, Buffer.from('x'), createPrivateKey({ key: jwk, format: 'jwk' }));
    const half = publicSet.find((k: { kid: string }) => k.kid === jwk.kid);
    expect(verify(null, Buffer.from('x'), createPublicKey({ key: half, format: 'jwk' }), signature)).toBe(
      true,
    );
  }
});
