import { PeriodStatus } from '@sippy/proto/web/settlement/v1/settlement';
import { Badge } from '@sippy/ui/components/badge';
import { Button } from '@sippy/ui/components/button';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import { Month } from './month.tsx';
import styles from './page.module.css';
import { Table } from './table.tsx';

/** The months of the network, and what the chosen one comes to. */
export function Months() {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { networkId } = network;
  const [chosen, setChosen] = useState<string>();
  const listed = useQuery({
    queryKey: ['periods', organisationId, networkId],
    queryFn: async () => (await sippy.settlement.listPeriods({ organisationId, networkId })).periods,
  });
  if (listed.isPending) return <Skeleton lines={6} />;
  if (listed.error) return <ErrorNotice error={listed.error} onRetry={() => void listed.refetch()} />;
  const month = chosen ?? listed.data[0]?.month;
  return (
    <div className={styles.section}>
      <Table
        label={t('months.title')}
        rows={listed.data}
        keyOf={(row) => row.month}
        empty={t('months.none')}
        columns={[
          { head: t('month.name'), cell: (row) => <bdi>{row.month}</bdi> },
          { head: t('month.status'), cell: (row) => <Standing status={row.status} /> },
          { head: t('month.postings'), isFigure: true, cell: (row) => String(row.postings) },
          {
            head: t('open'),
            cell: (row) => (
              <Button
                aria-label={t('month.open', { month: row.month })}
                aria-pressed={row.month === month}
                onClick={() => setChosen(row.month)}
              >
                {t('open')}
              </Button>
            ),
          },
        ]}
      />
      {month && <Month key={month} month={month} />}
    </div>
  );
}

/** How far a month has come, in words. */
export function Standing({ status }: { status: PeriodStatus }) {
  const { t } = useTranslation('owner');
  const tone = status === PeriodStatus.PAID ? 'ok' : status === PeriodStatus.DRAFT ? 'neutral' : 'warn';
  return <Badge tone={tone}>{t(`status.${status.replace('PERIOD_STATUS_', '')}`)}</Badge>;
}
