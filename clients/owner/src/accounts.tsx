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
import { AccountsProvider } from './accounts-context.tsx';
import { Disputes } from './disputes.tsx';
import { Invoices } from './invoices.tsx';
import { Months } from './months.tsx';
import styles from './page.module.css';

/** The accounts of a network: months, invoices and disputes. */
export function Accounts({ sippy, onSignOut }: { sippy: Sippy; onSignOut(): void }) {
  const { t } = useTranslation('owner');
  const [chosenId, setChosenId] = useState<string>();
  const [tab, setTab] = useState<'months' | 'invoices' | 'disputes'>('months');
  const found = useQuery({ queryKey: ['networks'], queryFn: () => networksOf(sippy) });
  const networks = found.data ?? [];
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
      {found.data && !one && <EmptyState title={t('none.title')}>{t('none.text')}</EmptyState>}
      {accounts && (
        <AccountsProvider value={accounts} key={one?.key}>
          <Tabs
            label={t('title')}
            value={tab}
            onChange={setTab}
            tabs={[
              { value: 'months', label: t('months.title'), content: <Months /> },
              { value: 'invoices', label: t('invoices.title'), content: <Invoices /> },
              { value: 'disputes', label: t('disputes.title'), content: <Disputes /> },
            ]}
          />
        </AccountsProvider>
      )}
      <footer className={styles.footer}>
        <LanguageAndTheme />
      </footer>
    </main>
  );
}

async function networksOf({ cafe, network }: Sippy) {
  const { organisations } = await cafe.listMyOrganisations({});
  const all = await Promise.all(
    organisations.map(async ({ organisationId, name }) => {
      const { networks } = await network.listNetworks({ organisationId });
      return networks.map((one) => ({
        key: `${organisationId}.${one.networkId}`,
        ...{ organisationId, network: one, label: `${one.name} · ${name}` },
      }));
    }),
  );
  return all.flat();
}
