import { expect, test } from 'vitest';
import { toRefusal } from '../../src/call/faults.ts';

const fromPostgres = (code: string) => Object.assign(new Error('x'), { code, severity: 'ERROR' });

test.each([
  ['53100', 'the disk is full'],
  ['53200', 'there is no memory'],
  ['58030', 'the disk fails'],
  ['57P01', 'the server is stopped'],
])('a database that answers %s (%s) is away for now: the caller is told to try again', (code) => {
  const refusal = toRefusal(fromPostgres(code));
  expect(refusal.code).toBe('UNAVAILABLE');
  expect(refusal.retryAfterMs).toBeGreaterThan(0);
});

test('an error of ours stays INTERNAL and says nothing of its cause', () => {
  expect(toRefusal(fromPostgres('42P01'))).toMatchObject({
    code: 'INTERNAL',
    message: 'Something went wrong on our side.',
  });
});
