import type { Rpc } from '@sippy/kit/call';
import type { GetTiersRequest, GetTiersResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { noProgramme } from '../domain/refusals.ts';
import { memberTierMessage } from '../messages/tiers.ts';
import { askedMember } from '../steps/asked-member.ts';
import { windowStart } from '../steps/follow-tiers.ts';
import { networkOf, readProgramme } from '../store/programmes.ts';
import { readPurses } from '../store/purses.ts';
import { readTiersOf } from '../store/tiers.ts';

/** Reads the tier of a member. */
export const getTiers =
  (ctx: LoyaltyContext): Rpc<GetTiersRequest, GetTiersResponse> =>
  async (asked, call) => {
    const customerId = askedMember(call, asked);
    const now = ctx.clock.now();
    const isOwn = call.scope.kind === 'customer';
    const networkId = isOwn ? null : ((await networkOf(ctx.db, asked.cafeId, now)) ?? '');
    if (networkId === '') throw noProgramme();
    const purses = await readPurses(ctx.db, customerId, networkId);
    const members = purses.length === 0 && networkId !== null ? [{ customerId, networkId }] : purses;
    const shown = await Promise.all(
      members.map(async (member) => {
        const rules = (await readProgramme(ctx.db, member.networkId, 0, now))?.rules.tiers;
        if (!rules) return [];
        const since = windowStart(now, rules.windowDays);
        const { customerId: id, networkId: network } = member;
        const found = await readTiersOf(ctx.db, [{ customerId: id, networkId: network, since }]);
        return found.map((tiers) => memberTierMessage(network, rules, tiers));
      }),
    );
    return { tiers: shown.flat() };
  };
