import { Badge } from '@sippy/ui/components/badge';
import { Button } from '@sippy/ui/components/button';
import { IconButton } from '@sippy/ui/components/icon-button';
import { Kbd } from '@sippy/ui/components/kbd';
import { useConnection } from '@sippy/ui/patterns/connection-banner';
import ClipboardList from 'lucide-react/icons/clipboard-list';
import Keyboard from 'lucide-react/icons/keyboard';
import Lock from 'lucide-react/icons/lock';
import Settings from 'lucide-react/icons/settings';
import WifiOff from 'lucide-react/icons/wifi-off';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { connection } from '../till/device.ts';
import { useTill } from '../till/till.tsx';
import styles from './top-bar.module.css';

/** Where one is, who sells, and the ways to the orders, the settings and out. */
export const TopBar = memo(function TopBar(props: { onOrders(): void; onSettings(): void; onKeys(): void }) {
  const { t } = useTranslation('pos');
  const { cafe, device, staff, lock } = useTill();
  const { online } = useConnection(connection);
  return (
    <header className={styles.bar}>
      <div className={styles.where}>
        <h1 className={styles.cafe}>{cafe.name}</h1>
        <span className={styles.device}>{device.name}</span>
      </div>
      <span className={styles.state}>
        {!online && (
          <Badge tone="warn" icon={<WifiOff aria-hidden />}>
            {t('top.offline')}
          </Badge>
        )}
      </span>
      <nav className={styles.ways} aria-label={t('top.ways')}>
        <Button icon={<ClipboardList aria-hidden />} onClick={props.onOrders}>
          {t('top.orders')} <Kbd>F4</Kbd>
        </Button>
        <IconButton label={t('keys.title')} icon={<Keyboard aria-hidden />} onClick={props.onKeys} />
        <IconButton label={t('settings.title')} icon={<Settings aria-hidden />} onClick={props.onSettings} />
        <Button icon={<Lock aria-hidden />} title={t('top.lock')} onClick={lock}>
          <span className={styles.spoken}>{t('top.lock')}:</span> {staff.name} <Kbd>F8</Kbd>
        </Button>
      </nav>
    </header>
  );
});
