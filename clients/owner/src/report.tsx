import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { Money } from '@sippy/ui/patterns/money';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { cafeName, useAccounts } from './accounts-context.tsx';
import { Table } from './table.tsx';

/** What became of each café's points until the end of a month, what it is liable for, by age, and what each returning member cost. */
export function Report({ month }: { month: string }) {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { networkId } = network;
  const { data, error, refetch } = useQuery({
    queryKey: ['points-report', organisationId, networkId, month],
    queryFn: async () => (await sippy.settlement.getPointsReport({ organisationId, networkId, month })).cafes,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  const ages = data
    .flatMap(({ cafeId, ages }) => ages.map((age) => ({ cafeId, age })))
    .filter(({ age }) => age.points !== 0n);
  const name = (cafeId: string) => cafeName(network, cafeId);
  return (
    <>
      <Table
        label={t('report.title')}
        rows={data}
        keyOf={(row) => row.cafeId}
        empty={t('report.none')}
        columns={[
          { head: t('cafes.name'), cell: (row) => name(row.cafeId) },
          { head: t('report.issued'), isFigure: true, cell: (row) => String(row.issued) },
          { head: t('report.home'), isFigure: true, cell: (row) => String(row.redeemedHome) },
          { head: t('report.away'), isFigure: true, cell: (row) => String(row.redeemedAway) },
          { head: t('report.expired'), isFigure: true, cell: (row) => String(row.expired) },
          { head: t('report.outstanding'), isFigure: true, cell: (row) => String(row.outstanding) },
          { head: t('report.liability'), isFigure: true, cell: (row) => <Money amount={row.liability} /> },
        ]}
      />
      <Table
        label={t('age.title')}
        rows={ages}
        keyOf={({ cafeId, age }) => `${cafeId}.${age.fromDays}`}
        empty={t('age.none')}
        columns={[
          { head: t('cafes.name'), cell: ({ cafeId }) => name(cafeId) },
          { head: t('age.days'), isFigure: true, cell: ({ age }) => String(age.fromDays) },
          { head: t('points'), isFigure: true, cell: ({ age }) => String(age.points) },
          {
            head: t('report.liability'),
            isFigure: true,
            cell: ({ age }) => <Money amount={age.liability} />,
          },
        ]}
      />
      <Table
        label={t('returning.title')}
        rows={data}
        keyOf={(row) => row.cafeId}
        empty={t('report.none')}
        columns={[
          { head: t('cafes.name'), cell: (row) => name(row.cafeId) },
          { head: t('returning.members'), isFigure: true, cell: (row) => String(row.returningMembers) },
          {
            head: t('returning.paid'),
            isFigure: true,
            cell: (row) => <Money amount={row.redeemedValue} />,
          },
          {
            head: t('returning.each'),
            isFigure: true,
            cell: ({ costPerReturningMember: cost }) =>
              cost ? <Money amount={cost} /> : t('returning.nobody'),
          },
        ]}
      />
      {data.length > 0 && <p>{t('returning.note')}</p>}
    </>
  );
}
