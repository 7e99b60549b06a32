import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { onceKey } from '@sippy/kit/once';
import {
  TakeBackTransferPaymentRequest,
  type TakeBackTransferPaymentResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { withoutPayment } from '../domain/transfer-payment.ts';
import { payTransfer } from '../steps/pay-transfer.ts';

/** Takes back a payment that was recorded by mistake or returned by the bank. */
export const takeBackTransferPayment =
  (ctx: SettlementContext): Rpc<TakeBackTransferPaymentRequest, TakeBackTransferPaymentResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => TakeBackTransferPaymentRequest.encode(r).finish());
    const { transferPaymentId } = request;
    const transfer = await payTransfer(ctx, call, key, { transferPaymentId }, (settling) =>
      withoutPayment(settling.transfer, transferPaymentId, {
        transferPaymentId: newId(),
        recordTime: ctx.clock.now(),
      }),
    );
    return { transfer };
  };
