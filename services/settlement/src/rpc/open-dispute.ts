import { organisationOf, type Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { currencyMismatch, invalidField, notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { OpenDisputeRequest, type OpenDisputeResponse } from '@sippy/proto/settlement/v1/dispute_service';
import type { SettlementContext } from '../context.ts';
import { disputeOf } from '../domain/dispute.ts';
import { sayingOf } from '../steps/change-dispute.ts';
import { shownDispute } from '../steps/shown-dispute.ts';
import { insertOpenDispute } from '../store/disputes.ts';
import { getWholeInvoice } from '../store/invoices.ts';

/** Holds that a line of an own invoice is wrong. */
export const openDispute =
  (ctx: SettlementContext): Rpc<OpenDisputeRequest, OpenDisputeResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => OpenDisputeRequest.encode(r).finish());
    const { invoiceId, invoiceLineId, amount, text } = request;
    if (!amount) throw invalidField('amount', 'must be set');
    const invoice = await getWholeInvoice(ctx.db, call.scope, invoiceId);
    const lineNumber = 1 + invoice.lines.findIndex((line) => line.lineId === invoiceLineId);
    if (lineNumber === 0) throw notFound('line', invoiceLineId);
    const { currencyCode } = invoice;
    if (amount.currencyCode !== currencyCode)
      throw currencyMismatch('amount', currencyCode, amount.currencyCode);
    const disputeId = await once(
      ctx.db,
      call,
      key,
      async () => {
        const asked = organisationOf(call);
        const dispute = disputeOf(invoice, lineNumber, asked, amount.minor, newId(), ctx.clock.now());
        await ctx.db.transaction(serviceScope, async (tx) => {
          await tx.once(key, { disputeId: dispute.disputeId });
          await insertOpenDispute(tx, dispute, sayingOf(ctx, call, text));
        });
        return dispute.disputeId;
      },
      async (made) => (made as { disputeId: string }).disputeId,
    );
    return { dispute: await shownDispute(ctx, call, disputeId) };
  };
