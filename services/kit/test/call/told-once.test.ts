import { expect, test } from 'vitest';
import { encodedOnce, tellOnce } from '../../src/call/told-once.ts';

const tell = tellOnce((thing: { name: string }, sequence) => ({ name: thing.name, sequence }));
const encode = (message: object) => Buffer.from(JSON.stringify(message, (_, v) => String(v.name ?? v)));

test('a thing that is told again gives the same message and the same bytes', () => {
  const thing = { name: 'menu' };
  const first = tell(thing);
  expect(tell(thing)).toBe(first);
  expect(encodedOnce(tell(thing), encode)).toBe(encodedOnce(first, encode));
});

test('at another sequence, and about another thing, the message is another one', () => {
  const thing = { name: 'order' };
  const early = tell(thing, 1n);
  expect(tell(thing, 2n)).toEqual({ name: 'order', sequence: 2n });
  expect(early.sequence).toBe(1n);
  expect(tell({ name: 'order' }, 2n)).not.toBe(tell(thing, 2n));
});

test('a message that nobody else tells is encoded each time and kept by nothing', () => {
  const message = { name: 'own' };
  expect(encodedOnce(message, encode)).not.toBe(encodedOnce(message, encode));
});
