import { type Call, organisationOf, type Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import { addDays, localTime, momentOf } from '@sippy/kit/time';
import {
  InvoicePeriodRequest,
  type InvoicePeriodResponse,
} from '@sippy/proto/settlement/v1/settlement_service';
import type { SettlementContext } from '../context.ts';
import { DAYS_TO_PAY, invoicesOf } from '../domain/invoice.ts';
import { type Network, partiesOf, requireAdministrator } from '../domain/network.ts';
import { periodInvoiced, periodNotLocked } from '../domain/refusals.ts';
import { invoiceMessage } from '../messages/invoice.ts';
import { monthOfRequest } from '../steps/month-of.ts';
import { readPeriod, shownPeriod } from '../steps/read-period.ts';
import { insertInvoices, invoicesOfPeriod } from '../store/invoices.ts';
import { valuesOf } from '../store/month-sums.ts';
import { getNetwork, lockedNetwork } from '../store/networks.ts';
import { lockedPeriodIn, markPeriodInvoiced } from '../store/periods.ts';

/** Issues the invoices of a locked month, all in one transaction. */
export const invoicePeriod =
  (ctx: SettlementContext): Rpc<InvoicePeriodRequest, InvoicePeriodResponse> =>
  async (request, call) => {
    const key = onceKey(call, request, (r) => InvoicePeriodRequest.encode(r).finish());
    const { networkId } = request;
    const month = monthOfRequest(request.month);
    const before = await getNetwork(ctx.db, call.scope, networkId);
    requireAdministrator(before, organisationOf(call));
    const names = await namesIn(ctx, call, before);
    await once(
      ctx.db,
      call,
      key,
      () =>
        ctx.db.transaction(serviceScope, async (tx) => {
          await tx.once(key, { networkId, month });
          const network = await lockedNetwork(tx, networkId);
          const period = await lockedPeriodIn(tx, network, month);
          if (!period) throw periodNotLocked(month);
          if (period.status !== 'LOCKED') throw periodInvoiced(month);
          const time = ctx.clock.now();
          const dueDay = addDays(localTime(time, network.timeZone).date, DAYS_TO_PAY);
          const dueTime = momentOf(addDays(dueDay, 1), 0, network.timeZone);
          const issue = { networkName: network.name, dueDay, dueTime, issueTime: time, names };
          const ids = await insertInvoices(tx, period, invoicesOf(period, valuesOf(network)), issue);
          await markPeriodInvoiced(tx, period, ids, issue);
        }),
      async () => undefined,
    );
    const { network, period } = await readPeriod(ctx, call, networkId, month);
    const invoices = await invoicesOfPeriod(ctx.db, call.scope, period.periodId);
    return {
      period: shownPeriod(ctx, call, network, period),
      invoices: invoices.map((one) => invoiceMessage(one, ctx.clock.now())),
    };
  };

/** Names of all who are or were in it as they are now, and of the cafés as they joined, by id. */
async function namesIn(ctx: SettlementContext, call: Call, network: Network): Promise<Map<string, string>> {
  const names = new Map(network.stays.map((stay) => [stay.cafeId, stay.name]));
  await Promise.all(
    partiesOf(network).map(async (organisationId) => {
      names.set(organisationId, await ctx.cafes.ownerName(organisationId, call));
    }),
  );
  return names;
}
