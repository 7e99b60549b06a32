import { type Dispute, DisputeStatus } from '@sippy/proto/web/settlement/v1/dispute';
import { Badge } from '@sippy/ui/components/badge';
import { Button } from '@sippy/ui/components/button';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import { DisputePage } from './dispute-page.tsx';
import styles from './page.module.css';
import { Table } from './table.tsx';

const pageSize = 100;

/** Disputes that the organisation is a side of, or decides as the administrator, and the chosen one. */
export function Disputes() {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { networkId } = network;
  const [chosen, setChosen] = useState<string>();
  const listed = useQuery({
    queryKey: ['disputes', organisationId],
    queryFn: async () => (await sippy.dispute.listDisputes({ organisationId, page: { pageSize } })).disputes,
  });
  if (listed.isPending) return <Skeleton lines={6} />;
  if (listed.error) return <ErrorNotice error={listed.error} onRetry={() => void listed.refetch()} />;
  return (
    <div className={styles.section}>
      <Table
        label={t('disputes.title')}
        rows={listed.data.filter((one) => one.networkId === networkId)}
        keyOf={(row) => row.disputeId}
        empty={t('disputes.none')}
        columns={[
          {
            head: t('invoices.number'),
            cell: (row) => <bdi>{`${row.invoiceNumber}/${row.lineNumber}`}</bdi>,
          },
          { head: t('month.name'), cell: (row) => <bdi>{row.month}</bdi> },
          { head: t('month.status'), cell: (row) => <DisputeStanding dispute={row} /> },
          { head: t('amount'), isFigure: true, cell: (row) => <Money amount={row.amount} /> },
          {
            head: t('open'),
            cell: (row) => (
              <Button
                aria-label={t('disputes.openOne', { number: `${row.invoiceNumber}/${row.lineNumber}` })}
                onClick={() => setChosen(row.disputeId)}
              >
                {t('open')}
              </Button>
            ),
          },
        ]}
      />
      {chosen && <DisputePage key={chosen} disputeId={chosen} />}
    </div>
  );
}

/** How far a dispute has come, in words. */
export function DisputeStanding({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation('owner');
  const tone = dispute.status === DisputeStatus.OPEN ? 'warn' : 'neutral';
  return <Badge tone={tone}>{t(`disputes.status.${dispute.status.replace('DISPUTE_STATUS_', '')}`)}</Badge>;
}
