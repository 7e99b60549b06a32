import { SippyError } from '@sippy/sdk/web';
import { expect, test } from 'vitest';
import { askOnce } from './ask-once.ts';

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** Asks as often as there are outcomes; answers with the keys that were sent. */
async function keysOf(
  outcomes: readonly ('answer' | SippyError)[],
  bodies: readonly object[] = [],
): Promise<string[]> {
  const storage = memory();
  const keys: string[] = [];
  for (const [i, outcome] of outcomes.entries()) {
    const run = async (requestId: string) => {
      keys.push(requestId);
      if (outcome !== 'answer') throw outcome;
    };
    await askOnce('void', bodies[i] ?? { lineId: 'a', quantity: 1n }, run, storage).catch(() => undefined);
  }
  return keys;
}

test('after a lost answer the same change is asked for under the same key', async () => {
  const [first, second] = await keysOf([new SippyError('DEADLINE_EXCEEDED', ''), 'answer']);
  expect(second).toBe(first);
});

test('after an answer the same change again is another one', async () => {
  const [first, second] = await keysOf(['answer', 'answer']);
  expect(second).not.toBe(first);
});

test('a refusal is an answer', async () => {
  const [first, second] = await keysOf([new SippyError('FAILED_PRECONDITION', ''), 'answer']);
  expect(second).not.toBe(first);
});

test('another change never has the key of one that is open', async () => {
  const lost = new SippyError('UNAVAILABLE', '');
  const [first, second] = await keysOf([lost, 'answer'], [{ lineId: 'a' }, { lineId: 'b' }]);
  expect(second).not.toBe(first);
});
