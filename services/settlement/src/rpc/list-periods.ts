import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import { serviceScope } from '@sippy/kit/scope';
import { PeriodStatus } from '@sippy/proto/settlement/v1/settlement';
import type { ListPeriodsRequest, ListPeriodsResponse } from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { numberOf } from '../domain/month.ts';
import { listMonthsOf } from '../store/month-sums.ts';
import { getNetwork } from '../store/networks.ts';

/** Lists the months of a network; how much was posted in all is no secret among its parties. */
export const listPeriods =
  (ctx: SettlementContext): Rpc<ListPeriodsRequest, ListPeriodsResponse> =>
  async ({ networkId, page: asked }, call) => {
    await getNetwork(ctx.db, call.scope, networkId);
    const list = `periods:${networkId}`;
    const page = decodePage(asked, list, ['int32']);
    const months = await listMonthsOf(ctx.db, serviceScope, networkId, page);
    const { rows, nextPageToken } = cutPage(months, page, list, ({ month }) => [numberOf(month)]);
    return {
      periods: rows.map(({ status, ...rest }) => ({ ...rest, status: PeriodStatus[status] })),
      pageInfo: { nextPageToken },
    };
  };
