import { refuse } from '@sippy/kit/refusal';
import { testCall } from '@sippy/kit/testing';
import { WatchTicketsResponse } from '@sippy/proto/kitchen/v1/kitchen_service';
import { expect, test } from 'vitest';
import { followKitchen } from './follow-kitchen.ts';

const kitchen = { cafeId: 'c', stationIds: [], afterSequence: 3n };
const at = (sequence: bigint) => WatchTicketsResponse.fromPartial({ sequence });

/** A kitchen whose stream breaks as `failure` after two messages, and works the next time. */
function breaking(failure: Error, asked: bigint[]) {
  return {
    kitchens: {
      async *watch({ afterSequence }: { afterSequence: bigint }) {
        asked.push(afterSequence);
        yield at(afterSequence + 1n);
        yield at(afterSequence + 2n);
        if (asked.length === 1) throw failure;
      },
    },
  };
}

test('a kitchen that was away is followed on from what was seen last', async () => {
  const asked: bigint[] = [];
  const over = new AbortController();
  const away = refuse('UNAVAILABLE', 'UNAVAILABLE', 'The kitchen is away.');
  const seen: bigint[] = [];
  for await (const { sequence } of followKitchen(breaking(away, asked), kitchen, testCall(), over.signal)) {
    seen.push(sequence);
    if (seen.length === 4) over.abort();
  }
  expect(asked).toEqual([3n, 5n]);
  expect(seen).toEqual([4n, 5n, 6n, 7n]);
});

test('a kitchen that says that the question is wrong ends the stream', async () => {
  const wrong = refuse('PERMISSION_DENIED', 'PERMISSION_DENIED', 'No.');
  const follow = async () => {
    const { signal } = new AbortController();
    for await (const _ of followKitchen(breaking(wrong, []), kitchen, testCall(), signal));
  };
  await expect(follow()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
