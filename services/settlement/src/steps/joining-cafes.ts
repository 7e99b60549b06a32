import type { Call } from '@sippy/kit/call';
import { invalidField } from '@sippy/kit/refusal';
import { localTime } from '@sippy/kit/time';
import type { SettlementContext } from '../context.ts';
import { lastJoinDay } from '../domain/invitation.ts';
import type { JoiningCafe } from '../domain/network.ts';
import { cafeNotYours } from '../domain/refusals.ts';

/** The cafés that are to join, as the café service knows them. Refuses ids that are none. */
export function joiningCafes(
  ctx: SettlementContext,
  call: Call,
  cafeIds: readonly string[],
): Promise<JoiningCafe[]> {
  return Promise.all(
    cafeIds.map(async (cafeId) => {
      const cafe = await ctx.cafes.find(cafeId, call);
      if (!cafe) throw cafeNotYours(cafeId);
      return cafe;
    }),
  );
}

/** The first day of a stay: as asked for, else today in the network's zone. Refuses one more than a year away. */
export function joinDayOf(asked: string, timeZone: string, now: Date): string {
  const today = localTime(now, timeZone).date;
  if (asked > lastJoinDay(today)) throw invalidField('join_day', 'must be within a year from today');
  return asked || today;
}
