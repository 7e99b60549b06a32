import type { Invoice } from '@sippy/proto/web/settlement/v1/settlement';
import { Button } from '@sippy/ui/components/button';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import { InvoicePage } from './invoice-page.tsx';
import styles from './page.module.css';
import { Table } from './table.tsx';

const pageSize = 100;

/** Invoices that were issued or received, and the chosen one. */
export function Invoices() {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { networkId } = network;
  const [chosen, setChosen] = useState<string>();
  const listed = useQuery({
    queryKey: ['invoices', organisationId, networkId],
    queryFn: async () =>
      (await sippy.settlement.listInvoices({ organisationId, networkId, page: { pageSize } })).invoices,
  });
  if (listed.isPending) return <Skeleton lines={6} />;
  if (listed.error) return <ErrorNotice error={listed.error} onRetry={() => void listed.refetch()} />;
  const side = (invoice: Invoice) =>
    invoice.recipientOrganisationId === organisationId ? t('invoices.ours') : invoice.recipientName;
  return (
    <div className={styles.section}>
      <Table
        label={t('invoices.title')}
        rows={listed.data}
        keyOf={(row) => row.invoiceId}
        empty={t('invoices.none')}
        columns={[
          { head: t('invoices.number'), cell: (row) => <bdi>{String(row.number)}</bdi> },
          { head: t('month.name'), cell: (row) => <bdi>{row.month}</bdi> },
          { head: t('invoices.for'), cell: side },
          { head: t('transfers.due'), cell: (row) => <bdi>{row.dueDay}</bdi> },
          { head: t('amount'), isFigure: true, cell: (row) => <Money amount={row.total} /> },
          {
            head: t('open'),
            cell: (row) => (
              <Button
                aria-label={t('invoices.open', { number: String(row.number) })}
                aria-pressed={row.invoiceId === chosen}
                onClick={() => setChosen(row.invoiceId)}
              >
                {t('open')}
              </Button>
            ),
          },
        ]}
      />
      {chosen && <InvoicePage key={chosen} invoiceId={chosen} />}
    </div>
  );
}
