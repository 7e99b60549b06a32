import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import { notFound } from '@sippy/kit/refusal';
import type {
  ListInvoiceLineEntriesRequest,
  ListInvoiceLineEntriesResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { getWholeInvoice } from '../store/invoices.ts';
import { entryKey, listLineEntries } from '../store/line-entries.ts';

/** Opens a line of an invoice down to the entries of the ledger of points. */
export const listInvoiceLineEntries =
  (ctx: SettlementContext): Rpc<ListInvoiceLineEntriesRequest, ListInvoiceLineEntriesResponse> =>
  async ({ invoiceId, invoiceLineId: lineId, page: asked }, call) => {
    const invoice = await getWholeInvoice(ctx.db, call.scope, invoiceId);
    const line = invoice.lines.find((one) => one.lineId === lineId);
    if (!line) throw notFound('line', lineId);
    const list = `entries:${lineId}`;
    const page = decodePage(asked, list, entryKey);
    const found = await listLineEntries(ctx.db, invoice, line, page);
    const { rows, nextPageToken } = cutPage(found, page, list, ({ setId, number }) => [setId, number]);
    const { currencyCode } = invoice;
    return {
      entries: rows.map(({ minor, orderId, paymentId, reversesSetId, ...entry }) => ({
        ...entry,
        ...{ orderId: orderId ?? '', paymentId: paymentId ?? '', reversesSetId: reversesSetId ?? '' },
        amount: { currencyCode, minor },
      })),
      pageInfo: { nextPageToken },
    };
  };
