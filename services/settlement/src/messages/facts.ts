import type { NewEvent } from '@sippy/kit/events';
import {
  PeriodInvoiced,
  PeriodLocked,
  PeriodPaid,
  PeriodReopened,
  TransferChanged,
  TransferOverdue,
} from '@sippy/proto/settlement/v1/settlement_event';
import type { Period, PeriodTransfer } from '../domain/period.ts';

/** What names a month. */
type Month = Pick<Period, 'periodId' | 'networkId' | 'month' | 'administratorId' | 'version'>;

/** period.locked */
export function periodLocked(period: Period): NewEvent {
  const { networkId, month } = period;
  return fact('period.locked', period, PeriodLocked.encode({ networkId, month }).finish());
}

/** period.invoiced */
export function periodInvoiced(period: Period, invoiceIds: readonly string[]): NewEvent {
  const { networkId, month } = period;
  const payload = PeriodInvoiced.encode({ networkId, month, invoiceIds: [...invoiceIds] }).finish();
  return fact('period.invoiced', period, payload);
}

/** period.paid */
export function periodPaid(period: Month): NewEvent {
  const { networkId, month } = period;
  return fact('period.paid', period, PeriodPaid.encode({ networkId, month }).finish());
}

/** period.reopened */
export function periodReopened(period: Month): NewEvent {
  const { networkId, month } = period;
  return fact('period.reopened', period, PeriodReopened.encode({ networkId, month }).finish());
}

/** transfer.changed */
export function transferChanged(transfer: PeriodTransfer, period: Month, currencyCode: string): NewEvent {
  const { transferId } = transfer;
  const open = { currencyCode, minor: transfer.minor - transfer.paid };
  const payload = TransferChanged.encode({ transferId, open }).finish();
  return ofTransfer('transfer.changed', transfer, period, payload);
}

/** transfer.overdue */
export function transferOverdue(
  transfer: PeriodTransfer,
  period: Month,
  currencyCode: string,
  reminder: number,
): NewEvent {
  const { transferId, reference } = transfer;
  const payload = TransferOverdue.encode({
    ...{ transferId, reference, reminder, dueDay: transfer.dueDay ?? '' },
    debtorOrganisationId: transfer.debtorId,
    creditorOrganisationId: transfer.creditorId,
    open: { currencyCode, minor: transfer.minor - transfer.paid - transfer.frozen },
  }).finish();
  return ofTransfer('transfer.overdue', transfer, period, payload);
}

function ofTransfer(
  type: string,
  { transferId, version }: PeriodTransfer,
  { administratorId }: Month,
  payload: Uint8Array,
): NewEvent {
  const aggregate = { type: 'transfer', id: transferId, version };
  return { type, aggregate, organisationId: administratorId, payload };
}

function fact(type: string, { periodId, version, administratorId }: Month, payload: Uint8Array): NewEvent {
  return {
    type,
    aggregate: { type: 'period', id: periodId, version },
    organisationId: administratorId,
    payload,
  };
}
