import { existsSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createLog, openOutput, scrub } from '../../src/telemetry/log.ts';

function logged(fields: object, message = 'x'): string {
  let written = '';
  createLog('info', {
    write(line) {
      written += line;
    },
  }).info(fields, message);
  return written;
}

test('a secret is hidden by its key, however deep', () => {
  const line = logged({
    request: { password: 'hunter2hunter2', nested: [{ refreshToken: 'opaque-thing' }] },
    pin: '4711',
  });
  expect(line).not.toMatch(/hunter2|opaque-thing|4711/);
});

test('a secret is hidden by its form, whatever field or message it stands in', () => {
  const jwt = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
  const line = logged(
    { note: `Bearer ${jwt}`, url: 'postgres://sippy:s3cret@localhost/x' },
    'used sk_test_abcdefgh1234',
  );
  expect(line).not.toMatch(/eyJ|s3cret|abcdefgh/);
  expect(line).toContain('postgres://sippy:');
});

test('a card number never reaches the log, with or without blanks', () => {
  expect(scrub('paid with 4242 4242 4242 4242')).toBe('paid with [hidden]');
  expect(scrub('"5555555555554444"')).toBe('"[hidden]"');
  expect(scrub('378282246310005')).toBe('[hidden]');
});

test('times, ids and names of migrations are no card numbers', () => {
  const line =
    '{"time":1795236416937,"id":"018f2f4e-0000-7000-8000-000000000000","applied":"00000000000000_base"}';
  expect(scrub(line)).toBe(line);
});

test('an error keeps its message and stack', () => {
  expect(logged({ err: new Error('no route') })).toContain('no route');
});

test.skipIf(!existsSync('/dev/full'))('a disk without room for the log ends no process', async () => {
  const failures: unknown[] = [];
  const note = (error: unknown) => void failures.push(error);
  process.prependListener('uncaughtException', note);
  const log = createLog('info', openOutput(openSync('/dev/full', 'w')));
  for (let line = 0; line < 3; line++) {
    log.info('a sale');
    await sleep(20);
  }
  process.off('uncaughtException', note);
  expect(failures).toEqual([]);
});
