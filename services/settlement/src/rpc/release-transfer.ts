import type { Rpc } from '@sippy/kit/call';
import { invalidField, notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type {
  ReleaseTransferRequest,
  ReleaseTransferResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { endCardPayment } from '../steps/end-card-payment.ts';
import { findSettlingTransfer } from '../store/transfers.ts';

/** Lets go of what a card payment held that has ended without money; its event finds it done. */
export const releaseTransfer =
  (ctx: SettlementContext): Rpc<ReleaseTransferRequest, ReleaseTransferResponse> =>
  async ({ transferId, paymentId, amount }) => {
    if (!amount) throw invalidField('amount', 'must be set');
    const { minor } = amount;
    if (!(await findSettlingTransfer(ctx.db, serviceScope, { transferId })))
      throw notFound('transfer', transferId);
    const ended = { paymentId, transferId, minor, payer: '', paidTime: undefined };
    await ctx.db.transaction(serviceScope, (tx) => endCardPayment(tx, ended, ctx.clock.now()));
    return {};
  };
