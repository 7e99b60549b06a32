import { type Consumer, UNWATCHED_GAP_MS } from '@sippy/kit/events';
import { postingOf, postingTypes } from '../messages/posting.ts';
import { insertNewPostings } from '../store/postings.ts';

/** Fills the journal from what loyalty posts. Order and repetition of events do not matter. */
export function onPoints(): Consumer {
  return {
    name: 'settlement-points',
    stream: 'loyalty',
    types: postingTypes,
    gapMs: UNWATCHED_GAP_MS,
    apply: (tx, events) => insertNewPostings(tx, events.map(postingOf)),
  };
}
