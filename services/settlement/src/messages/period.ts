import { BreakageFunding, DefaultFunding } from '@sippy/proto/settlement/v1/network';
import {
  type MoneyTransfer,
  MoneyTransferStatus,
  type Period as PeriodMessage,
  PeriodStatus,
} from '@sippy/proto/settlement/v1/settlement';
import type { Period, PeriodTransfer } from '../domain/period.ts';
import { isOverdue, statusOf } from '../domain/transfer-payment.ts';
import { adjustmentMessage } from './adjustment.ts';

/** A month as answers show it at a moment. `values` are the minor units for 1,000 points, by version. */
export function periodMessage(period: Period, values: ReadonlyMap<number, bigint>, now: Date): PeriodMessage {
  const { networkId, month, currencyCode, fee, endTime } = period;
  const money = (minor: bigint) => ({ currencyCode, minor });
  return {
    ...{ networkId, month, currencyCode, fee, endTime },
    status: PeriodStatus[period.status],
    breakageFunding: BreakageFunding[period.breakageFunding],
    defaultFunding: DefaultFunding[period.defaultFunding],
    claims: period.claims.map(({ minor, ...claim }) => ({
      ...claim,
      minorPerThousand: values.get(claim.valueVersion) ?? 0n,
      amount: money(minor),
    })),
    cafes: period.cafes.map(({ cafeId, organisationId, owes, isOwed, net }) => ({
      ...{ cafeId, organisationId, owes: money(owes), isOwed: money(isOwed), net: money(net) },
    })),
    owners: period.owners.map(({ organisationId, ...amounts }) => ({
      organisationId,
      owes: money(amounts.owes),
      isOwed: money(amounts.isOwed),
      net: money(amounts.net),
      fee: money(amounts.fee),
      breakage: money(amounts.breakage),
      adjusted: money(amounts.adjusted),
      total: money(amounts.total),
    })),
    transfers: period.transfers.map((transfer) => transferMessage(transfer, currencyCode, now)),
    expired: period.expired.map(({ minor, ...expired }) => ({ ...expired, amount: money(minor) })),
    adjustments: period.adjustments.map((one) => adjustmentMessage(one, currencyCode)),
    lockTime: period.lockTime ?? undefined,
    invoiceTime: period.invoiceTime ?? undefined,
  };
}

/** A transfer of money as answers show it at a moment. */
export function transferMessage(transfer: PeriodTransfer, currencyCode: string, now: Date): MoneyTransfer {
  const money = (minor: bigint) => ({ currencyCode, minor });
  return {
    transferId: transfer.transferId,
    debtorOrganisationId: transfer.debtorId,
    creditorOrganisationId: transfer.creditorId,
    amount: money(transfer.minor),
    reference: transfer.reference,
    dueDay: transfer.dueDay ?? '',
    debtorName: transfer.debtorName ?? '',
    creditorName: transfer.creditorName ?? '',
    status: MoneyTransferStatus[statusOf(transfer)],
    paid: money(transfer.paid),
    frozen: money(transfer.frozen),
    held: money(transfer.held),
    overdue: isOverdue(transfer, now),
    payments: transfer.payments.map(({ minor, takesBackId, paymentId, ...payment }) => ({
      ...payment,
      amount: money(minor),
      takesBackId: takesBackId ?? '',
      paymentId: paymentId ?? '',
    })),
  };
}
