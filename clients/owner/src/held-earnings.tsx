import { type HeldEarning, ReviewStatus } from '@sippy/proto/web/loyalty/v1/guard';
import { Button } from '@sippy/ui/components/button';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './page.module.css';
import { MemberName, StaffName, useReview } from './review-context.tsx';
import { type Decision, ReviewDialog } from './review-dialog.tsx';
import { type Column, Table } from './table.tsx';

const pageSize = 25;
const shown = [ReviewStatus.HELD, ReviewStatus.RELEASED, ReviewStatus.REFUSED] as const;
const nameOf = (status: string) => status.replace('REVIEW_STATUS_', '');

/** Orders of a café that have not earned at once: who, how much and why; those that wait can be released or refused. */
export function HeldEarnings() {
  const { t } = useTranslation('owner');
  const { sippy, cafe } = useReview();
  const { cafeId } = cafe;
  const [status, setStatus] = useState<(typeof shown)[number]>(ReviewStatus.HELD);
  const [asks, setAsks] = useState<{ earning: HeldEarning; decision: Decision }>();
  const section = useRef<HTMLElement>(null);
  const listed = useInfiniteQuery({
    queryKey: ['held-earnings', cafeId, status],
    queryFn: ({ pageParam }) =>
      sippy.loyalty.listHeldEarnings({ cafeId, status, page: { pageSize, pageToken: pageParam } }),
    initialPageParam: '',
    getNextPageParam: ({ pageInfo }) => pageInfo?.nextPageToken || undefined,
  });
  const columns = useColumns(status, (earning, decision) => setAsks({ earning, decision }));
  return (
    <section ref={section} tabIndex={-1} className={styles.section} aria-label={t('held.title')}>
      <h2>{t('held.title')}</h2>
      <p>{t('held.what')}</p>
      <SegmentedControl
        label={t('held.which')}
        value={status}
        onChange={setStatus}
        options={shown.map((value) => ({ value, label: t(`held.status.${nameOf(value)}`) }))}
      />
      {listed.isPending && <Skeleton lines={4} />}
      <ErrorNotice error={listed.error} onRetry={() => void listed.refetch()} />
      {listed.data && (
        <Table
          label={t(`held.status.${nameOf(status)}`)}
          rows={listed.data.pages.flatMap(({ earnings }) => earnings)}
          keyOf={(row) => row.orderId}
          empty={t(`held.none.${nameOf(status)}`)}
          columns={columns}
        />
      )}
      {listed.hasNextPage && (
        <div className={styles.actions}>
          <Button busy={listed.isFetching} onClick={() => void listed.fetchNextPage()}>
            {t('entries.more')}
          </Button>
        </div>
      )}
      {asks && (
        <ReviewDialog
          {...asks}
          onClose={() => setAsks(undefined)}
          // The row whose button opened it goes away.
          onDecided={() => section.current?.focus()}
        />
      )}
    </section>
  );
}

function useColumns(
  status: ReviewStatus,
  ask: (earning: HeldEarning, decision: Decision) => void,
): Column<HeldEarning>[] {
  const { t } = useTranslation('owner');
  const { timeZone: zone } = useReview().cafe;
  const decide = (earning: HeldEarning, decision: Decision, key: 'release' | 'refuse') => (
    <Button
      variant={decision === ReviewStatus.REFUSED ? 'danger' : 'secondary'}
      aria-label={t(`held.${key}.of`, { points: String(earning.points), day: earning.businessDay })}
      onClick={() => ask(earning, decision)}
    >
      {t(`held.${key}.button`)}
    </Button>
  );
  const common: Column<HeldEarning>[] = [
    { head: t('entries.day'), cell: (row) => <bdi className={styles.whole}>{row.businessDay}</bdi> },
    { head: t('review.who'), cell: (row) => <MemberName customerId={row.customerId} /> },
    { head: t('points'), isFigure: true, cell: (row) => String(row.points) },
    {
      head: t('held.why'),
      cell: (row) =>
        row.reasons.map((reason) => t(`held.reason.${reason.replace('GUARD_REASON_', '')}`)).join(' '),
    },
    { head: t('held.seller'), cell: (row) => <StaffName id={row.staffId} /> },
  ];
  if (status === ReviewStatus.HELD)
    return [
      ...common,
      {
        head: t('held.decide'),
        cell: (row) => (
          <span className={styles.decisions}>
            {decide(row, ReviewStatus.RELEASED, 'release')}
            {decide(row, ReviewStatus.REFUSED, 'refuse')}
          </span>
        ),
      },
    ];
  return [
    ...common,
    {
      head: t('held.decider'),
      cell: (row) => (row.reviewerId ? <StaffName id={row.reviewerId} /> : t('held.byRule')),
    },
    {
      head: t('held.decided'),
      cell: (row) => row.reviewTime && <ClockTime at={row.reviewTime} zone={zone} show="day" />,
    },
    { head: t('review.note'), cell: (row) => row.note },
  ];
}
