import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import { currencyMismatch, invalidField } from '@sippy/kit/refusal';
import {
  RecordTransferPaymentRequest,
  type RecordTransferPaymentResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { isReference, readReference } from '../domain/reference.ts';
import { referenceInvalid } from '../domain/refusals.ts';
import { withPayment } from '../domain/transfer-payment.ts';
import { payTransfer } from '../steps/pay-transfer.ts';

/** Records money that was received for a transfer. */
export const recordTransferPayment =
  (ctx: SettlementContext): Rpc<RecordTransferPaymentRequest, RecordTransferPaymentResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => RecordTransferPaymentRequest.encode(r).finish());
    const { amount, receivedDay, bankText } = request;
    if (!isReference(request.reference)) throw referenceInvalid(request.reference);
    if (!amount) throw invalidField('amount', 'must be set');
    const reference = readReference(request.reference);
    const transfer = await payTransfer(ctx, call, key, { reference }, (settling) => {
      const { currencyCode } = settling;
      if (amount.currencyCode !== currencyCode)
        throw currencyMismatch('amount', currencyCode, amount.currencyCode);
      const payment = { transferPaymentId: newId(), minor: amount.minor, receivedDay, bankText };
      return withPayment(settling.transfer, { ...payment, recordTime: ctx.clock.now() }, currencyCode);
    });
    return { transfer };
  };
