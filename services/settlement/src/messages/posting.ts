import { nameOf } from '@sippy/kit/enum-names';
import { decodePayload, type Event } from '@sippy/kit/events';
import { PointsPosted } from '@sippy/proto/loyalty/v1/loyalty_event';
import { AccountKind, EntrySetKind, type PointsAccount } from '@sippy/proto/loyalty/v1/points';
import type { Account, Posting } from '../domain/posting.ts';

/** Events that tell of moved points; each carries one posting. */
export const postingTypes = [
  'points.earned',
  'points.redeemed',
  'points.reversed',
  'points.expired',
  'points.adjusted',
  'points.covered',
] as const;

/** The posting that an event tells of. Throws for kinds that are not known: they cannot be settled. */
export function postingOf(event: Event): Posting {
  const posted = decodePayload(event, PointsPosted);
  const { setId, networkId, cafeId, organisationId, businessDay } = posted;
  return {
    ...{ setId, networkId, cafeId, organisationId, businessDay },
    kind: known(nameOf(EntrySetKind, posted.kind), posted.kind),
    orderId: posted.orderId || null,
    paymentId: posted.paymentId || null,
    reversesSetId: posted.reversesSetId || null,
    postTime: event.eventTime ?? new Date(0),
    transfers: posted.transfers.map(({ from, to, ...transfer }) => ({
      ...transfer,
      from: accountOf(from),
      to: accountOf(to),
    })),
  };
}

function accountOf(account: PointsAccount | undefined): Account {
  if (!account) throw new Error('a transfer has one side only');
  return { kind: known(nameOf(AccountKind, account.kind), account.kind), id: account.id };
}

function known<T>(name: T | undefined, value: string): T {
  if (name === undefined) throw new Error(`${value} cannot be settled: its meaning is not known here`);
  return name;
}
