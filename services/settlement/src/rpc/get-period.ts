import type { Rpc } from '@sippy/kit/call';
import type { GetPeriodRequest, GetPeriodResponse } from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { monthOfRequest } from '../steps/month-of.ts';
import { readPeriod, shownPeriod } from '../steps/read-period.ts';

/** Reads what a month comes to. */
export const getPeriod =
  (ctx: SettlementContext): Rpc<GetPeriodRequest, GetPeriodResponse> =>
  async (request, call) => {
    const month = monthOfRequest(request.month);
    const { network, period } = await readPeriod(ctx, call, request.networkId, month);
    return { period: shownPeriod(ctx, call, network, period) };
  };
