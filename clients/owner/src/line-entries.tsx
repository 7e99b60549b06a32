import type { InvoiceLine } from '@sippy/proto/web/settlement/v1/settlement';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { cafeName, useAccounts } from './accounts-context.tsx';
import { Table } from './table.tsx';

const pageSize = 100;

/** The entries of the ledger that a line consists of, with the orders that they belong to. */
export function LineEntries(props: { invoiceId: string; line: InvoiceLine; onClose(): void }) {
  const { invoiceId, line, onClose } = props;
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { lineId: invoiceLineId } = line;
  const listed = useInfiniteQuery({
    queryKey: ['entries', organisationId, invoiceId, invoiceLineId],
    queryFn: ({ pageParam }) =>
      sippy.settlement.listInvoiceLineEntries({
        ...{ organisationId, invoiceId, invoiceLineId },
        page: { pageSize, pageToken: pageParam },
      }),
    initialPageParam: '',
    getNextPageParam: ({ pageInfo }) => pageInfo?.nextPageToken || undefined,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('entries.title')}
      size="l"
      footer={
        listed.hasNextPage && (
          <Button busy={listed.isFetching} onClick={() => void listed.fetchNextPage()}>
            {t('entries.more')}
          </Button>
        )
      }
    >
      {listed.error && <ErrorNotice error={listed.error} onRetry={() => void listed.refetch()} />}
      {listed.isPending && <Skeleton lines={6} />}
      {listed.data && (
        <Table
          label={t('entries.title')}
          rows={listed.data.pages.flatMap(({ entries }) => entries)}
          keyOf={(row) => `${row.setId}.${row.number}`}
          empty={t('entries.none')}
          columns={[
            { head: t('entries.day'), cell: (row) => <bdi>{row.businessDay}</bdi> },
            { head: t('cafes.name'), cell: (row) => cafeName(network, row.cafeId) },
            { head: t('entries.order'), cell: (row) => <bdi>{row.orderId}</bdi> },
            { head: t('points'), isFigure: true, cell: (row) => String(row.points) },
            { head: t('amount'), isFigure: true, cell: (row) => <Money amount={row.amount} /> },
          ]}
        />
      )}
    </Dialog>
  );
}
