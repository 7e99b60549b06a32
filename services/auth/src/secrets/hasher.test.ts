import { expect, test } from 'vitest';
import { openHasher, pinOf } from './hasher.ts';

test('a hash is argon2id and tells the secret from any other', async () => {
  const hasher = await openHasher({ running: 1, waiting: 10 });
  const hash = await hasher.hash('correct horse');
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await hasher.verify(hash, 'correct horse')).toBe(true);
  expect(await hasher.verify(hash, 'correct horsf')).toBe(false);
});

test('a secret typed on two keyboards is one secret', async () => {
  const hasher = await openHasher({ running: 1, waiting: 10 });
  expect(await hasher.verify(await hasher.hash('caf\u00e9 caf\u00e9'), 'cafe\u0301 cafe\u0301')).toBe(true);
});

test('an account that is not there takes as long as one that is', async () => {
  const hasher = await openHasher({ running: 1, waiting: 10 });
  const hash = await hasher.hash('correct horse');
  const spent = { known: 0, unknown: 0 };
  for (let i = 0; i < 10; i++) {
    const begun = performance.now();
    await hasher.verify(hash, 'wrong horse');
    const between = performance.now();
    await hasher.verify(undefined, 'wrong horse');
    spent.known += between - begun;
    spent.unknown += performance.now() - between;
  }
  const ratio = spent.unknown / spent.known;
  expect(ratio).toBeGreaterThan(0.5);
  expect(ratio).toBeLessThan(2);
});

test('only so many wait; the next one is refused with a retry hint', async () => {
  const hasher = await openHasher({ running: 1, waiting: 2 });
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => hasher.hash('correct horse')));
  expect(outcomes.map((outcome) => outcome.status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  expect((outcomes[4] as PromiseRejectedResult).reason).toMatchObject({
    code: 'UNAVAILABLE',
    retryAfterMs: 2000,
  });
  expect(await hasher.hash('correct horse')).toMatch(/^\$argon2id/);
});

test('the hash of one PIN is of no use to another member of staff', async () => {
  const hasher = await openHasher({ running: 1, waiting: 10 });
  const hash = await hasher.hash(pinOf('sue', '2580'));
  expect(await hasher.verify(hash, pinOf('ian', '2580'))).toBe(false);
});
