import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type {
  ListInvoicesRequest,
  ListInvoicesResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { invoiceMessage } from '../messages/invoice.ts';
import { monthOfRequest } from '../steps/month-of.ts';
import { listInvoicesOf } from '../store/invoices.ts';

/** Lists the invoices that the organisation has issued or received. */
export const listInvoices =
  (ctx: SettlementContext): Rpc<ListInvoicesRequest, ListInvoicesResponse> =>
  async ({ organisationId, networkId, month, page: asked }, call) => {
    const list = `invoices:${organisationId}:${networkId}:${month}`;
    const page = decodePage(asked, list, ['uuid']);
    if (month !== '') monthOfRequest(month);
    const found = await listInvoicesOf(ctx.db, call.scope, { organisationId, networkId, month }, page);
    const { rows, nextPageToken } = cutPage(found, page, list, ({ invoiceId }) => [invoiceId]);
    return { invoices: rows.map((one) => invoiceMessage(one, ctx.clock.now())), pageInfo: { nextPageToken } };
  };
