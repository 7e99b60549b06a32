/** Movements of points in months that are over, as loyalty itself posts them: by its code, into the database of a running system. */
import { metrics } from '@opentelemetry/api';
import { openDatabase } from '@sippy/kit/db';
import type { EventLog } from '@sippy/kit/events';
import type { ServiceHost } from '@sippy/kit/service';
import { localTime } from '@sippy/kit/time';
import { draftEvent } from '../../services/kit/src/events/event-draft.ts';
import { loyaltyContext } from '../../services/loyalty/src/context.ts';
import { adjustPoints } from '../../services/loyalty/src/domain/adjust.ts';
import { begin, cafeAccount, post, spendable } from '../../services/loyalty/src/domain/posting.ts';
import { postAbout } from '../../services/loyalty/src/steps/post-about.ts';
import { placeOf } from '../../services/loyalty/src/store/places.ts';

/** Points that a member gets of one café and spends at another, and what is given back of them. */
export interface Spending {
  customerId: string;
  issuerId: string;
  cafeId: string;
  points: bigint;
  /** Share that is given back, in tenths. */
  backTenths: number;
}

/** Whoever posts in the past. */
export interface PastPoints {
  /** Posts a spending at a moment. */
  spend(networkId: string, time: Date, spending: Spending): Promise<void>;
  close(): Promise<void>;
}

/** Opens the ledger of a system by the address that its host has. */
export function openPastPoints(loyaltyUrl: string): PastPoints {
  const db = openDatabase({ url: loyaltyUrl, service: 'loyalty' });
  const draft: EventLog['draft'] = (call, event) => draftEvent('loyalty', call, event);
  const contextAt = (now: Date) =>
    loyaltyContext({
      ...{ db, events: { draft }, clock: { now: () => now }, meter: metrics.getMeter('chaos') },
      peer: () => ({}),
    } as unknown as ServiceHost);
  return {
    async spend(networkId, time, { customerId, issuerId, cafeId, points, backTenths }) {
      const ctx = contextAt(time);
      const [issuer, place] = await Promise.all(
        [issuerId, cafeId].map((id) => placeOf(db, { cafeId: id, time })),
      );
      if (!issuer || !place) throw new Error('a café has no programme');
      await postAbout(ctx, { customerId, networkId }, (purse) => {
        const moment = ctx.moment();
        const given = adjustPoints(begin(purse), issuer, { points, reason: 'GOODWILL', note: '' }, moment);
        const [set] = given.sets;
        const lotId = set?.transfers[0]?.lotId ?? '';
        const { organisationId, zone } = place;
        const at = { cafeId, organisationId, businessDay: localTime(time, zone).date };
        const member = spendable(purse);
        const cafe = cafeAccount(cafeId);
        const spent = post(given, moment, { kind: 'REDEEM', ...at }, [
          { from: member, to: cafe, lotId, points },
        ]);
        const reversesSetId = spent.sets.at(-1)?.setId;
        const back = { from: cafe, to: member, lotId, points: (points * BigInt(backTenths)) / 10n };
        return { posting: post(spent, moment, { kind: 'REVERSE', ...at, reversesSetId }, [back]) };
      });
    },
    close: () => db.close(),
  };
}
