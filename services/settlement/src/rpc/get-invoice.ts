import type { Rpc } from '@sippy/kit/call';
import type { GetInvoiceRequest, GetInvoiceResponse } from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { invoiceMessage } from '../messages/invoice.ts';
import { getWholeInvoice } from '../store/invoices.ts';

/** Reads an invoice with its lines. */
export const getInvoice =
  (ctx: SettlementContext): Rpc<GetInvoiceRequest, GetInvoiceResponse> =>
  async ({ invoiceId }, call) => ({
    invoice: invoiceMessage(await getWholeInvoice(ctx.db, call.scope, invoiceId), ctx.clock.now()),
  });
