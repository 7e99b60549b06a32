import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freshCopies } from '../../src/cache/fresh-copies.ts';
import { notFound, refuse } from '../../src/call/refusal.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] }));
afterEach(() => vi.useRealTimers());

/** An owner whose things have versions. It counts how often it was asked, and can be away. */
function owner() {
  const of = {
    version: 1,
    asked: 0,
    trouble: undefined as Error | undefined,
    /** How long it takes to answer, in milliseconds. */
    takes: 0,
    deadlines: [] as number[],
    async fetch(id: string, known: string | undefined, on: { deadlineMs: number }) {
      of.asked += 1;
      of.deadlines.push(on.deadlineMs);
      if (of.takes) await new Promise((resolve) => setTimeout(resolve, of.takes));
      if (of.trouble) throw of.trouble;
      const now = `${id} ${of.version}`;
      return now === known ? undefined : now;
    },
  };
  return of;
}

const away = () => refuse('UNAVAILABLE', 'UNAVAILABLE', 'Away.');

describe('a copy', () => {
  test('is fetched once for all who wait for the first one, on time of its own', async () => {
    const cafes = owner();
    const copies = freshCopies(cafes.fetch);
    cafes.takes = 50;
    const all = Promise.all([copies.get('a'), copies.get('a'), copies.get('a')]);
    await vi.advanceTimersByTimeAsync(50);
    expect(await all).toEqual(['a 1', 'a 1', 'a 1']);
    expect(cafes).toMatchObject({ asked: 1, deadlines: [3000] });
  });

  test('is handed out as it is while it is young', async () => {
    const cafes = owner();
    const copies = freshCopies(cafes.fetch);
    await copies.get('a');
    cafes.version = 2;
    await vi.advanceTimersByTimeAsync(999);
    expect(await copies.get('a')).toBe('a 1');
    expect(cafes.asked).toBe(1);
  });

  test('is checked beside the call when it is older, so that nobody waits', async () => {
    const cafes = owner();
    const copies = freshCopies(cafes.fetch);
    await copies.get('a');
    cafes.version = 2;
    await vi.advanceTimersByTimeAsync(1001);
    expect(await copies.get('a')).toBe('a 1');
    await vi.advanceTimersByTimeAsync(0);
    expect(await copies.get('a')).toBe('a 2');
    expect(cafes.asked).toBe(2);
  });

  test('is never more than two seconds old: whoever comes later waits for the check', async () => {
    const cafes = owner();
    const copies = freshCopies(cafes.fetch);
    await copies.get('a');
    cafes.version = 2;
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(await copies.get('a')).toBe('a 2');
    await vi.advanceTimersByTimeAsync(2000);
    expect(await copies.get('a')).toBe('a 2');
    expect(cafes).toMatchObject({ asked: 3, deadlines: [3000, 800, 800] });
  });

  test('lives as long as is said where the thing hardly ever changes', async () => {
    const cafes = owner();
    const copies = freshCopies(cafes.fetch, { freshMs: 60_000, usableMs: 120_000 });
    await copies.get('a');
    cafes.version = 2;
    await vi.advanceTimersByTimeAsync(59_999);
    expect(await copies.get('a')).toBe('a 1');
    await vi.advanceTimersByTimeAsync(60_001);
    expect(await copies.get('a')).toBe('a 2');
  });
});

describe('while the owner is away', () => {
  test('what is in memory serves on, and the owner is left alone for a second', async () => {
    const cafes = owner();
    const copies = freshCopies(cafes.fetch);
    await copies.get('a');
    cafes.trouble = away();
    await vi.advanceTimersByTimeAsync(60_000);
    for (let i = 0; i < 5; i++) expect(await copies.get('a')).toBe('a 1');
    expect(cafes.asked).toBe(2);
    cafes.trouble = undefined;
    cafes.version = 2;
    await vi.advanceTimersByTimeAsync(1001);
    expect(await copies.get('a')).toBe('a 2');
  });

  test('what was never seen is refused as the owner refuses it, and asked for again by the next', async () => {
    const cafes = owner();
    const copies = freshCopies(cafes.fetch);
    cafes.trouble = away();
    await expect(copies.get('a')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    cafes.trouble = undefined;
    expect(await copies.get('a')).toBe('a 1');
  });
});

test('what the owner says is gone is gone', async () => {
  const cafes = owner();
  const copies = freshCopies(cafes.fetch);
  await copies.get('a');
  cafes.trouble = notFound('café', 'a');
  await vi.advanceTimersByTimeAsync(5000);
  await expect(copies.get('a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('there are never more than may be kept, and those unused for longest go', async () => {
  const cafes = owner();
  const copies = freshCopies(cafes.fetch, { max: 2 });
  await copies.get('a');
  await copies.get('b');
  await copies.get('a');
  await copies.get('c');
  expect(cafes.asked).toBe(3);
  await copies.get('a');
  expect(cafes.asked).toBe(3);
  await copies.get('b');
  expect(cafes.asked).toBe(4);
});
