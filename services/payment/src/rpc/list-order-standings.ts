import type { Rpc } from '@sippy/kit/call';
import type {
  ListOrderStandingsRequest,
  ListOrderStandingsResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { PaymentContext } from '../context.ts';
import { standingOfRow } from '../messages/standing.ts';
import { listStandings } from '../store/standings.ts';

/** Tells other services how orders stand. */
export const listOrderStandings =
  (ctx: PaymentContext): Rpc<ListOrderStandingsRequest, ListOrderStandingsResponse> =>
  async ({ orderIds }, call) => {
    const rows = await listStandings(ctx.db, call.scope, orderIds);
    return { standings: rows.map(standingOfRow) };
  };
