import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Banner } from '../components/banner.tsx';
import type { Connection, ConnectionState } from '../connection/connection.ts';
import { ClockTime } from './clock-time.tsx';
import styles from './connection-banner.module.css';

/** Whether the server can be reached, and since when. */
export function useConnection(connection: Connection): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** What the banner says besides that there is no connection. */
export interface ConnectionBannerProps {
  connection: Connection;
  /** What still works without the server, in one sentence. */
  stillWorks?: string | undefined;
  zone: string;
}

/** Says that the server cannot be reached, since when, and what still works; nothing while it can. */
export function ConnectionBanner({ connection, stillWorks, zone }: ConnectionBannerProps) {
  const { t } = useTranslation('ui');
  const { online, since } = useConnection(connection);
  return (
    <div className={styles.place} role="status">
      {!online && (
        <Banner tone="warn" role="none">
          <strong>{t('connection.lost')}</strong> {stillWorks}{' '}
          <span className={styles.since}>
            {t('connection.since')} <ClockTime at={since} zone={zone} show="exact" />
          </span>
        </Banner>
      )}
    </div>
  );
}
