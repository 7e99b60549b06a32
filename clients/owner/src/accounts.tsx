import type { Sippy } from '@sippy/sdk/web';
import { Button } from '@sippy/ui/components/button';
import { EmptyState } from '@sippy/ui/components/empty-state';
import { Select } from '@sippy/ui/components/select';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { Tabs } from '@sippy/ui/components/tabs';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { LanguageAndTheme } from '@sippy/ui/patterns/language-and-theme';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessOf } from './access.ts';
import { AccountsProvider } from './accounts-context.tsx';
import { Disputes } from './disputes.tsx';
import { Invoices } from './invoices.tsx';
import { Months } from './months.tsx';
import styles from './page.module.css';
import { Review } from './review.tsx';

/** The accounts of a network, for its owners: months, invoices and disputes; and what managers decide about points at their cafés. */
export function Accounts({ sippy, onSignOut }: { sippy: Sippy; onSignOut(): void }) {
  const { t } = useTranslation('owner');
  const [chosenId, setChosenId] = useState<string>();
  const [tab, setTab] = useState<'months' | 'invoices' | 'disputes' | 'review'>('months');
  const found = useQuery({ queryKey: ['access'], queryFn: () => accessOf(sippy) });
  const { networks = [], cafes = [] } = found.data ?? {};
  const one = networks.find(({ key }) => key === chosenId) ?? networks[0];
  const accounts = useMemo(
    () =>
      one && {
        sippy,
        organisationId: one.organisationId,
        network: one.network,
        isAdministrator: one.network.administratorOrganisationId === one.organisationId,
      },
    [sippy, one],
  );
  // The cafés of the chosen network's owner come first.
  const reviewed = cafes.toSorted(
    (a, b) =>
      Number(b.organisationId === one?.organisationId) - Number(a.organisationId === one?.organisationId),
  );
  const tabs = [
    ...(accounts
      ? [
          { value: 'months' as const, label: t('months.title'), content: <Months /> },
          { value: 'invoices' as const, label: t('invoices.title'), content: <Invoices /> },
          { value: 'disputes' as const, label: t('disputes.title'), content: <Disputes /> },
        ]
      : []),
    ...(reviewed.length > 0
      ? [
          {
            value: 'review' as const,
            label: t('review.title'),
            content: <Review sippy={sippy} cafes={reviewed} />,
          },
        ]
      : []),
  ];
  return (
    <main className={styles.page} data-print>
      <header className={styles.header}>
        <h1>{one ? one.network.name : t('title')}</h1>
        <div className={styles.tools}>
          {networks.length > 1 && (
            <Select
              label={t('network')}
              value={one?.key}
              options={networks.map(({ key, label }) => ({ value: key, label }))}
              onChange={setChosenId}
            />
          )}
          <Button onClick={() => print()}>{t('print')}</Button>
          <Button onClick={onSignOut}>{t('signOut')}</Button>
        </div>
      </header>
      <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <Skeleton lines={8} />}
      {found.data && tabs.length === 0 && <EmptyState title={t('none.title')}>{t('none.text')}</EmptyState>}
      {tabs[0] && (
        <AccountsProvider value={accounts} key={one?.key}>
          <Tabs
            label={t('title')}
            value={tabs.some(({ value }) => value === tab) ? tab : tabs[0].value}
            onChange={setTab}
            tabs={tabs}
          />
        </AccountsProvider>
      )}
      <footer className={styles.footer}>
        <LanguageAndTheme />
      </footer>
    </main>
  );
}
