import { statement, type Transaction } from '@sippy/kit/db';
import type { Period } from '../domain/period.ts';
import { periodPaid, periodReopened } from '../messages/facts.ts';

const keepStatus = statement<{ status: 'INVOICED' | 'PAID'; version: bigint }>(
  'settlement_keep_period_status',
  `with due as (
     select case when exists (select from money_transfer where period_id = $1 and paid < minor)
       then 'INVOICED' else 'PAID' end as status
   )
   update period p set status = due.status, version = p.version + 1
   from due where p.period_id = $1 and p.status <> due.status returning p.status, p.version`,
);

/** Says that an invoiced month is paid once all of its transfers are, and that it is not once one is open again. */
export async function keepPeriodStatus(
  tx: Transaction,
  period: Pick<Period, 'periodId' | 'networkId' | 'month' | 'administratorId'>,
): Promise<void> {
  const [now] = await tx.query(keepStatus, [period.periodId]);
  if (!now) return;
  const changed = { ...period, version: now.version };
  await tx.append([now.status === 'PAID' ? periodPaid(changed) : periodReopened(changed)]);
}
