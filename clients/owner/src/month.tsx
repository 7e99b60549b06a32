import { type Period, PeriodStatus } from '@sippy/proto/web/settlement/v1/settlement';
import { Button } from '@sippy/ui/components/button';
import { ConfirmDialog } from '@sippy/ui/components/confirm-dialog';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { cafeName, useAccounts } from './accounts-context.tsx';
import styles from './page.module.css';
import { Report } from './report.tsx';
import { Table } from './table.tsx';
import { Transfers } from './transfers.tsx';
import { useAct } from './use-act.ts';

/** Whether a card is paying some of its transfers. */
const isPaying = (period: Period | undefined) =>
  period?.transfers.some(({ held }) => (held?.minor ?? 0n) > 0n) === true;

/** What a month comes to: by café, by pair of cafés, and who is to pay whom. */
export function Month({ month }: { month: string }) {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network, isAdministrator } = useAccounts();
  const { networkId } = network;
  const [asks, setAsks] = useState<'locking' | 'invoicing'>();
  const { isBusy, act } = useAct();
  const queries = useQueryClient();
  const which = { organisationId, networkId, month };
  const read = useQuery({
    queryKey: ['period', organisationId, networkId, month],
    queryFn: async () => (await sippy.settlement.getPeriod(which)).period,
    // A card payment ends by itself: until then its transfer is looked at again.
    refetchInterval: ({ state }) => (isPaying(state.data) ? 2_000 : false),
  });
  const paying = isPaying(read.data);
  // With it the month may be paid, as the list of months says, too.
  useEffect(
    () => (paying ? () => void queries.invalidateQueries({ queryKey: ['periods'] }) : undefined),
    [paying, queries],
  );
  if (read.error) return <ErrorNotice error={read.error} onRetry={() => void read.refetch()} />;
  const period = read.data;
  if (!period) return <Skeleton lines={6} />;
  const name = (cafeId: string) => cafeName(network, cafeId);
  const next =
    period.status === PeriodStatus.DRAFT
      ? 'locking'
      : period.status === PeriodStatus.LOCKED
        ? 'invoicing'
        : undefined;
  const confirm = async () => {
    const isDone = await act(() =>
      asks === 'locking' ? sippy.settlement.lockPeriod(which) : sippy.settlement.invoicePeriod(which),
    );
    if (isDone) setAsks(undefined);
  };
  return (
    <section className={styles.section} aria-label={t('month.of', { month })}>
      <h2>{t('month.of', { month })}</h2>
      {isAdministrator && next && (
        <div className={styles.actions}>
          <Button variant="primary" onClick={() => setAsks(next)}>
            {t(`ask.${next}.button`)}
          </Button>
        </div>
      )}
      <Report month={month} />
      <Table
        label={t('cafes.title')}
        rows={period.cafes}
        keyOf={(row) => row.cafeId}
        empty={t('cafes.none')}
        columns={[
          { head: t('cafes.name'), cell: (row) => name(row.cafeId) },
          { head: t('cafes.owes'), isFigure: true, cell: (row) => <Money amount={row.owes} /> },
          { head: t('cafes.isOwed'), isFigure: true, cell: (row) => <Money amount={row.isOwed} /> },
          { head: t('cafes.net'), isFigure: true, cell: (row) => <Money amount={row.net} /> },
        ]}
      />
      <Table
        label={t('pairs.title')}
        rows={period.claims}
        keyOf={(row) => `${row.issuerCafeId}.${row.cafeId}.${row.valueVersion}`}
        empty={t('pairs.none')}
        columns={[
          { head: t('pairs.issuer'), cell: (row) => name(row.issuerCafeId) },
          { head: t('pairs.cafe'), cell: (row) => name(row.cafeId) },
          { head: t('points'), isFigure: true, cell: (row) => String(row.points) },
          { head: t('amount'), isFigure: true, cell: (row) => <Money amount={row.amount} /> },
        ]}
      />
      <Transfers transfers={period.transfers} />
      {asks && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setAsks(undefined)}
          title={t(`ask.${asks}.title`, { month })}
          description={t(`ask.${asks}.text`)}
          confirmLabel={t(`ask.${asks}.button`)}
          busy={isBusy}
          onConfirm={() => void confirm()}
        />
      )}
    </section>
  );
}
