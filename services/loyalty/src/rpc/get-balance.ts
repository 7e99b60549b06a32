import type { Rpc } from '@sippy/kit/call';
import type { GetBalanceRequest, GetBalanceResponse } from '@sippy/proto/loyalty/v1/loyalty_service';
import type { LoyaltyContext } from '../context.ts';
import { noProgramme } from '../domain/refusals.ts';
import { askedMember } from '../steps/asked-member.ts';
import { balancesOf } from '../steps/balances.ts';
import { networkOf } from '../store/programmes.ts';

/** Reads what a member has. */
export const getBalance =
  (ctx: LoyaltyContext): Rpc<GetBalanceRequest, GetBalanceResponse> =>
  async (asked, call) => {
    const customerId = askedMember(call, asked);
    if (call.scope.kind === 'customer') return { balances: await balancesOf(ctx, customerId) };
    const networkId = await networkOf(ctx.db, asked.cafeId, ctx.clock.now());
    if (!networkId) throw noProgramme();
    return { balances: await balancesOf(ctx, customerId, networkId) };
  };
