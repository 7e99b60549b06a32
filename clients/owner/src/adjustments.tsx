import { Button } from '@sippy/ui/components/button';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { TextField } from '@sippy/ui/components/text-field';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './page.module.css';
import { MemberName, StaffName, useReview } from './review-context.tsx';
import { Table } from './table.tsx';

const pageSize = 25;

/** Points that were given or taken by hand at a café on a day: who did it to whom, when and why. */
export function Adjustments() {
  const { t } = useTranslation('owner');
  const { sippy, cafe } = useReview();
  const { cafeId, timeZone: zone } = cafe;
  const [businessDay, setDay] = useState(() => new Date().toLocaleDateString('sv-SE', { timeZone: zone }));
  const listed = useInfiniteQuery({
    queryKey: ['adjustments', cafeId, businessDay],
    queryFn: ({ pageParam }) =>
      sippy.loyalty.listAdjustments({ cafeId, businessDay, page: { pageSize, pageToken: pageParam } }),
    initialPageParam: '',
    getNextPageParam: ({ pageInfo }) => pageInfo?.nextPageToken || undefined,
  });
  return (
    <section className={styles.section} aria-label={t('adjusted.title')}>
      <h2>{t('adjusted.title')}</h2>
      <div className={styles.actions}>
        <TextField label={t('adjusted.day')} type="date" value={businessDay} onChange={setDay} />
      </div>
      {listed.isPending && <Skeleton lines={4} />}
      <ErrorNotice error={listed.error} onRetry={() => void listed.refetch()} />
      {listed.data && (
        <Table
          label={t('adjusted.list')}
          rows={listed.data.pages.flatMap(({ adjustments }) => adjustments)}
          keyOf={(row) => row.setId}
          empty={businessDay === '' ? t('adjusted.never') : t('adjusted.none')}
          columns={[
            {
              head: t('adjusted.time'),
              cell: (row) => row.postTime && <ClockTime at={row.postTime} zone={zone} show="day" />,
            },
            { head: t('review.who'), cell: (row) => <MemberName customerId={row.customerId} /> },
            {
              head: t('points'),
              isFigure: true,
              cell: (row) => <bdi>{row.points > 0n ? `+${row.points}` : String(row.points)}</bdi>,
            },
            {
              head: t('held.why'),
              cell: (row) => t(`adjusted.reason.${row.reason.replace('ADJUST_REASON_', '')}`),
            },
            { head: t('review.note'), cell: (row) => row.note },
            { head: t('adjusted.by'), cell: (row) => <StaffName id={row.actorId} /> },
          ]}
        />
      )}
      {listed.hasNextPage && (
        <div className={styles.actions}>
          <Button busy={listed.isFetching} onClick={() => void listed.fetchNextPage()}>
            {t('entries.more')}
          </Button>
        </div>
      )}
    </section>
  );
}
