import { type Call, organisationOf } from '@sippy/kit/call';
import type { OnceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import type { MoneyTransfer } from '@sippy/proto/settlement/v1/settlement';
import type { SettlementContext } from '../context.ts';
import type { PeriodTransfer } from '../domain/period.ts';
import { notInvoiced } from '../domain/refusals.ts';
import { transferMessage } from '../messages/period.ts';
import {
  findSettlingTransfer,
  heldTransfer,
  isRecorded,
  recordLastPayment,
  type SettlingTransfer,
  type TransferName,
} from '../store/transfers.ts';

/**
 * Changes what was received for a transfer, once for a request and for ever. Only who is paid, and the administrator, can:
 * to others there is no such transfer.
 */
export async function payTransfer(
  ctx: SettlementContext,
  call: Call,
  key: OnceKey,
  name: TransferName,
  change: (settling: SettlingTransfer) => PeriodTransfer,
): Promise<MoneyTransfer> {
  const missing = () =>
    name.reference === undefined
      ? notFound('payment', name.transferPaymentId ?? '')
      : notFound('transfer', name.reference);
  const request = {
    key: `${key.caller}\n${key.method}\n${key.requestId}`,
    hash: key.hash,
    actorId: `${call.actor.kind}:${call.actor.id}`,
  };
  await ctx.db.transaction(serviceScope, async (tx) => {
    const settling = await heldTransfer(tx, name);
    if (!settling) throw missing();
    const { transfer, period } = settling;
    const receivers = [transfer.creditorId, period.administratorId];
    if (!receivers.includes(organisationOf(call))) throw missing();
    if (await isRecorded(tx, request)) return;
    if (period.status === 'LOCKED') throw notInvoiced(period.month);
    await recordLastPayment(tx, settling, change(settling), request);
  });
  const now = await findSettlingTransfer(ctx.db, call.scope, name);
  if (!now) throw missing();
  return transferMessage(now.transfer, now.currencyCode, ctx.clock.now());
}
