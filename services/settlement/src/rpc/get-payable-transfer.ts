import type { Rpc } from '@sippy/kit/call';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type {
  GetPayableTransferRequest,
  GetPayableTransferResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { notInvoiced } from '../domain/refusals.ts';
import { payableByCard } from '../domain/transfer-payment.ts';
import { findSettlingTransfer } from '../store/transfers.ts';

/** Reads a transfer for a card payment. */
export const getPayableTransfer =
  (ctx: SettlementContext): Rpc<GetPayableTransferRequest, GetPayableTransferResponse> =>
  async ({ transferId }) => {
    const settling = await findSettlingTransfer(ctx.db, serviceScope, { transferId });
    if (!settling) throw notFound('transfer', transferId);
    const { transfer, period, currencyCode } = settling;
    if (period.status === 'LOCKED') throw notInvoiced(period.month);
    return {
      debtorOrganisationId: transfer.debtorId,
      reference: transfer.reference,
      amount: { currencyCode, minor: payableByCard(transfer) },
      version: transfer.version,
    };
  };
