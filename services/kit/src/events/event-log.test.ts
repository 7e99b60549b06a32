import { expect, test } from 'vitest';
import { BACKOFF_MS, MAX_ATTEMPTS } from './event-log.ts';

test('an event that can never be applied is a dead letter within a minute, the time of its tries included', () => {
  const pauses = Array.from(
    { length: MAX_ATTEMPTS - 1 },
    (_, at) => BACKOFF_MS[Math.min(at, BACKOFF_MS.length - 1)] ?? 0,
  );
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(45_000);
});
