/** Postings as the events that others see. */
import type { NewEvent } from '@sippy/kit/events';
import { PointsExpiring, PointsPosted } from '@sippy/proto/loyalty/v1/loyalty_event';
import { AccountKind, EntrySetKind, type PointsTransfer } from '@sippy/proto/loyalty/v1/points';
import type { NewSet, Posting, SetKind } from '../domain/posting.ts';
import type { Lot, Transfer } from '../domain/purse.ts';

/** Which fact a set tells; holds and their release are nobody else's business. */
const types: Readonly<Partial<Record<SetKind, string>>> = {
  EARN: 'points.earned',
  REDEEM: 'points.redeemed',
  REVERSE: 'points.reversed',
  EXPIRE: 'points.expired',
  ADJUST: 'points.adjusted',
  COVER: 'points.covered',
};

/** The events of a posting; `cause` is the event that led to it. */
export function postingEvents({ purse, sets }: Posting, cause?: NewEvent['cause']): NewEvent[] {
  const lots = new Map(purse.lots.map((lot) => [lot.lotId, lot]));
  return sets.flatMap((set) => {
    const type = types[set.kind];
    if (!type) return [];
    return {
      type,
      aggregate: { type: 'member', id: purse.memberId, version: set.version },
      organisationId: set.organisationId,
      cafeId: set.cafeId,
      cause,
      payload: PointsPosted.encode({
        setId: set.setId,
        networkId: purse.networkId,
        kind: EntrySetKind[set.kind],
        customerId: purse.customerId,
        cafeId: set.cafeId,
        organisationId: set.organisationId,
        orderId: set.orderId ?? '',
        paymentId: set.paymentId ?? '',
        reversesSetId: set.reversesSetId ?? '',
        businessDay: set.businessDay,
        transfers: set.transfers.map((transfer) => transferMessage(transfer, lots.get(transfer.lotId))),
        balanceAfter: set.balanceAfter,
      }).finish(),
    };
  });
}

function transferMessage({ from, to, lotId, points }: Transfer, lot: Lot | undefined): PointsTransfer {
  if (!lot) throw new Error(`lot ${lotId} is not in the purse`);
  return {
    from: { kind: AccountKind[from.kind], id: from.id },
    to: { kind: AccountKind[to.kind], id: to.id },
    lotId,
    issuerCafeId: lot.cafeId,
    issuerOrganisationId: lot.organisationId,
    valueVersion: lot.valueVersion,
    points,
  };
}

/** A lot of which something is left shortly before its last day. */
export interface ExpiringLot {
  lotId: string;
  networkId: string;
  customerId: string;
  cafeId: string;
  organisationId: string;
  lastDay: string;
  points: bigint;
}

/** points.expiring */
export function pointsExpiring(lot: ExpiringLot): NewEvent {
  const { lotId, networkId, customerId, cafeId, organisationId, lastDay, points } = lot;
  return {
    type: 'points.expiring',
    aggregate: { type: 'lot', id: lotId, version: 1n },
    organisationId,
    cafeId,
    payload: PointsExpiring.encode({
      ...{ lotId, networkId, customerId, points },
      issuerCafeId: cafeId,
      expireDay: lastDay,
    }).finish(),
  };
}

/** What of a set a metric counts: points that moved. */
export function movedPoints(set: NewSet): number {
  return Number(set.transfers.reduce((sum, { points }) => sum + points, 0n));
}
