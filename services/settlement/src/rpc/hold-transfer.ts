import type { Rpc } from '@sippy/kit/call';
import { currencyMismatch, invalidField, notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type {
  HoldTransferRequest,
  HoldTransferResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { notInvoiced } from '../domain/refusals.ts';
import { withHold } from '../domain/transfer-payment.ts';
import { holdTransfer as hold } from '../store/transfer-holds.ts';
import { heldTransfer } from '../store/transfers.ts';

/** Keeps a part of a transfer for a card payment. */
export const holdTransfer =
  (ctx: SettlementContext): Rpc<HoldTransferRequest, HoldTransferResponse> =>
  async ({ transferId, paymentId, amount }) => {
    if (!amount) throw invalidField('amount', 'must be set');
    const { minor } = amount;
    await ctx.db.transaction(serviceScope, async (tx) => {
      const settling = await heldTransfer(tx, { transferId });
      if (!settling) throw notFound('transfer', transferId);
      const { transfer, period, currencyCode } = settling;
      if (period.status === 'LOCKED') throw notInvoiced(period.month);
      if (amount.currencyCode !== currencyCode)
        throw currencyMismatch('amount', currencyCode, amount.currencyCode);
      await hold(tx, { paymentId, minor }, ctx.clock.now(), () => withHold(transfer, minor, currencyCode));
    });
    return {};
  };
