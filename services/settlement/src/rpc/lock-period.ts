import { randomInt } from 'node:crypto';
import { organisationOf, type Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { serviceScope } from '@sippy/kit/scope';
import { newCode } from '@sippy/kit/secret-code';
import { LockPeriodRequest, type LockPeriodResponse } from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { partiesOf, requireAdministrator } from '../domain/network.ts';
import { draftOf, lockedFrom, requireLockable } from '../domain/period.ts';
import { referenceOf } from '../domain/reference.ts';
import { monthOfRequest } from '../steps/month-of.ts';
import { readPeriod, shownPeriod } from '../steps/read-period.ts';
import { figuresNow, firstOpenMonth, valuesOf } from '../store/month-sums.ts';
import { lockedNetwork } from '../store/networks.ts';
import { insertLockedPeriod } from '../store/periods.ts';

/**
 * Fixes the figures of a month in one transaction. It holds the network's row, which each batch of postings shares: a
 * posting is in the figures, or it belongs to a later month.
 */
export const lockPeriod =
  (ctx: SettlementContext): Rpc<LockPeriodRequest, LockPeriodResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => LockPeriodRequest.encode(r).finish());
    const { networkId } = request;
    const month = monthOfRequest(request.month);
    await once(
      ctx.db,
      call,
      key,
      () =>
        ctx.db.transaction(serviceScope, async (tx) => {
          await tx.once(key, { networkId, month });
          const network = await lockedNetwork(tx, networkId);
          if (!partiesOf(network).includes(organisationOf(call))) throw notFound('network', networkId);
          requireAdministrator(network, organisationOf(call));
          const now = ctx.clock.now();
          requireLockable(network, month, now, await firstOpenMonth(tx.query, network));
          const { figures, adjustments } = await figuresNow(tx.query, network, month);
          const draft = draftOf(network, month, figures, adjustments);
          await insertLockedPeriod(tx, lockedFrom(draft, newId(), now, newTransfer), valuesOf(network));
        }),
      async () => undefined,
    );
    const { network, period } = await readPeriod(ctx, call, networkId, month);
    return { period: shownPeriod(ctx, call, network, period) };
  };

function newTransfer() {
  return { transferId: newId(), reference: referenceOf(newCode(randomInt).slice(0, 16)) };
}
