import type { Rpc } from '@sippy/kit/call';
import { statement } from '@sippy/kit/db';
import type {
  ListOrderStandingsRequest,
  ListOrderStandingsResponse,
} from '@sippy/proto/payment/v1/payment_service';
import type { payable as PayableRow } from '../../gen/prisma/client.ts';
import type { PaymentContext } from '../context.ts';
import { standingOfRow } from '../domain/standing.ts';

const list = statement<PayableRow>(
  'payment_list_standings',
  'select * from payable where order_id = any ($1::uuid[])',
);

/** Tells other services how orders stand. */
export const listOrderStandings =
  (ctx: PaymentContext): Rpc<ListOrderStandingsRequest, ListOrderStandingsResponse> =>
  async ({ orderIds }, call) => {
    const rows = await ctx.db.read(call.scope, list, [orderIds]);
    return { standings: rows.map(standingOfRow) };
  };
