import { expect, test } from 'vitest';
import { allNoted, forgetNoted, note, notedFor, tooLateMs } from './noted.ts';

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (i) => [...kept.keys()][i] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}

const sale = { cafeId: 'cafe', orderId: 'order', text: 'SIPPY:1:482109357' };

test('what is noted for a sale keeps its intent over a reload, and the card shown last counts', () => {
  const storage = memory();
  const first = note(sale, 1_000, storage);
  expect(notedFor('order', storage)).toEqual(first);
  const second = note({ ...sale, text: 'SIPPY:1:other' }, 2_000, storage);
  expect(second.intentId).not.toBe(first.intentId);
  expect(allNoted('cafe', 3_000, storage)).toEqual([second]);
});

test('a tab that has settled a card does not forget the one that was shown after it', () => {
  const storage = memory();
  const first = note(sale, 1_000, storage);
  const second = note(sale, 2_000, storage);
  forgetNoted('order', first.intentId, storage);
  expect(notedFor('order', storage)).toEqual(second);
  forgetNoted('order', second.intentId, storage);
  expect(notedFor('order', storage)).toBeUndefined();
});

test('cards are taken up in the order in which they were shown, at their own café, while an order can be given to a member', () => {
  const storage = memory();
  const late = note({ ...sale, orderId: 'late' }, 2_000, storage);
  const early = note({ ...sale, orderId: 'early' }, 1_000, storage);
  note({ ...sale, orderId: 'elsewhere', cafeId: 'other' }, 1_500, storage);
  storage.setItem('sippy.earn.broken', '{');
  expect(allNoted('cafe', 3_000, storage)).toEqual([early, late]);
  expect(allNoted('cafe', 1_500 + tooLateMs, storage)).toEqual([late]);
  expect(notedFor('early', storage)).toBeUndefined();
});
