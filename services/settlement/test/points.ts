/** Movements of points as loyalty would tell them, handed to the consumer that follows loyalty. */
import { type Database, openDatabase } from '@sippy/kit/db';
import type { Event } from '@sippy/kit/events';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import type { TestHost } from '@sippy/kit/testing';
import { Event as EventMessage } from '@sippy/proto/event/v1/event';
import { PointsPosted } from '@sippy/proto/loyalty/v1/loyalty_event';
import { AccountKind, EntrySetKind, type PointsTransfer } from '@sippy/proto/loyalty/v1/points';
import { onPoints } from '../src/events/on-points.ts';
import type { Owner } from './fixture.ts';

/** A café and who owns it. */
export interface Shop {
  cafeId: string;
  organisationId: string;
}

/** A café of an owner. */
export const shopOf = (owner: Owner, index = 0): Shop => ({
  cafeId: owner.cafeIds[index] ?? '',
  organisationId: owner.organisationId,
});

const types: Partial<Record<EntrySetKind, string>> = {
  [EntrySetKind.EARN]: 'points.earned',
  [EntrySetKind.REDEEM]: 'points.redeemed',
  [EntrySetKind.REVERSE]: 'points.reversed',
  [EntrySetKind.EXPIRE]: 'points.expired',
  [EntrySetKind.COVER]: 'points.covered',
};

/** What moves, and when. */
export interface Moved {
  networkId: string;
  issuer: Shop;
  points: number;
  businessDay?: string;
  valueVersion?: number;
  orderId?: string;
  lotId?: string;
}

function told(kind: EntrySetKind, at: Shop, moved: Moved, sides: Pick<PointsTransfer, 'from' | 'to'>): Event {
  const { networkId, issuer, points, businessDay = '2026-04-10', valueVersion = 1 } = moved;
  const posted = PointsPosted.fromPartial({
    ...{ setId: newId(), networkId, kind, customerId: newId(), ...at },
    ...{ orderId: moved.orderId ?? newId(), businessDay },
    transfers: [
      {
        ...{ ...sides, lotId: moved.lotId ?? newId(), issuerCafeId: issuer.cafeId },
        ...{ issuerOrganisationId: issuer.organisationId, valueVersion, points: BigInt(points) },
      },
    ],
  });
  return EventMessage.fromPartial({
    eventId: newId(),
    type: types[kind] ?? '',
    eventTime: new Date(`${businessDay}T15:00:00Z`),
    payload: Buffer.from(PointsPosted.encode(posted).finish()),
  });
}

const member = { kind: AccountKind.CUSTOMER, id: newId() };
const cafe = (shop: Shop) => ({ kind: AccountKind.CAFE, id: shop.cafeId });

/** Points that a café has issued. */
export const earned = (moved: Moved) =>
  told(EntrySetKind.EARN, moved.issuer, moved, { from: cafe(moved.issuer), to: member });

/** Points that were spent at a café. */
export const redeemed = (at: Shop, moved: Moved) =>
  told(EntrySetKind.REDEEM, at, moved, { from: { ...member, kind: AccountKind.HELD }, to: cafe(at) });

/** Points that a café gave back. */
export const givenBack = (at: Shop, moved: Moved) =>
  told(EntrySetKind.REVERSE, at, moved, { from: cafe(at), to: member });

/** Points that paid for others that were taken back at a café after they had been spent. */
export const covered = (at: Shop, funds: Moved, debt: Moved): Event => {
  const event = told(EntrySetKind.COVER, at, funds, { from: member, to: cafe(at) });
  const back = told(EntrySetKind.COVER, at, debt, { from: cafe(at), to: member });
  const [posted, other] = [PointsPosted.decode(event.payload), PointsPosted.decode(back.payload)];
  const transfers = [...posted.transfers, ...other.transfers];
  return { ...event, payload: Buffer.from(PointsPosted.encode({ ...posted, transfers }).finish()) };
};

/** Points that expired. */
export const expired = (moved: Moved) =>
  told(EntrySetKind.EXPIRE, moved.issuer, moved, {
    from: member,
    to: { kind: AccountKind.BREAKAGE, id: moved.networkId },
  });

/** The journal of a settlement service under test. */
export interface Journal {
  db: Database;
  /** Hands events to the consumer as the kit does: in one transaction under the service scope. */
  apply(...events: Event[]): Promise<void>;
}

/** Opens the journal; to be closed by `journal.db.close()`. */
export function openJournal(host: TestHost): Journal {
  const db = openDatabase({ url: host.database('settlement').url, service: 'settlement' });
  const consumer = onPoints();
  return { db, apply: (...events) => db.transaction(serviceScope, (tx) => consumer.apply(tx, events)) };
}
