import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandKeys, commandOf } from '../src/board/keyboard.ts';
import {
  assignKeys,
  graceMs,
  noKeys,
  placeKeyOf,
  placeKeys,
  ticketAt,
  withKeys,
} from '../src/tickets/keys.ts';

const columnsOf = fc.array(fc.uniqueArray(fc.uuid(), { maxLength: 30 }), { minLength: 1, maxLength: 5 });

describe('keys of places', () => {
  it('are given to one ticket each, from the front', () => {
    fc.assert(
      fc.property(columnsOf, (columns) => {
        const keys = [...assignKeys(columns).values()];
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.every((key) => placeKeys.includes(key))).toBe(true);
      }),
    );
    const one = assignKeys([['a', 'b', 'c']]);
    expect([...one]).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c', '3'],
    ]);
  });

  it('of one station stay when a ticket comes or goes at another', () => {
    fc.assert(
      fc.property(columnsOf, fc.uuid(), (columns, more) => {
        const [first = [], ...others] = columns;
        const before = assignKeys([first, ...others]);
        const after = assignKeys([[more, ...first], ...others]);
        for (const ticketId of others.flat()) expect(after.get(ticketId)).toBe(before.get(ticketId));
      }),
    );
  });

  it('are no command, and look like no digit', () => {
    for (const key of Object.values(commandKeys)) expect(placeKeys).not.toContain(key);
    for (const key of ['i', 'l', 'o']) expect(placeKeys).not.toContain(key);
  });

  it('are the digits of both rows of a keyboard, whatever its layout, and a bump bar', () => {
    expect(placeKeyOf({ code: 'Digit1', key: '&' })).toBe('1');
    expect(placeKeyOf({ code: 'Numpad0', key: '0' })).toBe('0');
    expect(placeKeyOf({ code: 'KeyQ', key: 'A' })).toBe('a');
    expect(placeKeyOf({ code: 'F5', key: 'F5' })).toBeUndefined();
  });
});

describe('a key that is pressed', () => {
  const before = withKeys(noKeys, assignKeys([['a', 'b', 'c']]), 0, false);

  it('means the ticket that was seen there when news moved it a moment ago', () => {
    const board = withKeys(before, assignKeys([['recalled', 'a', 'b', 'c']]), 1000, false);
    expect(ticketAt(board, '1', 1000 + graceMs - 1)).toBe('a');
    expect(ticketAt(board, '1', 1000 + graceMs)).toBe('recalled');
  });

  it('does nothing when the ticket that was seen there has just gone', () => {
    const board = withKeys(before, assignKeys([['b', 'c']]), 1000, false);
    expect(ticketAt(board, '1', 1100)).toBeUndefined();
    expect(ticketAt(board, '1', 1000 + graceMs)).toBe('b');
  });

  it('means the next ticket at once when the cook bumped the one before: 1, 1, 1 empties the board', () => {
    const board = withKeys(before, assignKeys([['b', 'c']]), 1000, true);
    expect(ticketAt(board, '1', 1001)).toBe('b');
  });

  it('keeps its meaning when a ticket comes behind the others', () => {
    const board = withKeys(before, assignKeys([['a', 'b', 'c', 'd']]), 1000, false);
    expect(ticketAt(board, '4', 1001)).toBe('d');
    expect(ticketAt(board, '1', 1001)).toBe('a');
  });
});

describe('a key of the board', () => {
  const plain = { code: '', ctrlKey: false, metaKey: false, altKey: false, repeat: false };

  it('that is held down counts once', () => {
    expect(commandOf({ ...plain, key: '1', code: 'Digit1', repeat: true })).toBeUndefined();
  });

  it('is left to the browser together with Ctrl, Alt or the command key, but for undo', () => {
    expect(commandOf({ ...plain, key: 'r', code: 'KeyR', ctrlKey: true })).toBeUndefined();
    expect(commandOf({ ...plain, key: 'z', code: 'KeyZ', ctrlKey: true })).toEqual({ kind: 'undo' });
  });
});
