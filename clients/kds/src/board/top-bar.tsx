/** The bar above the board: whether what is shown can be trusted, and the way to everything else. */
import { IconButton } from '@sippy/ui/components/icon-button';
import { formatExactTime, formatTime } from '@sippy/ui/format/time';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import Bell from 'lucide-react/icons/bell';
import BellOff from 'lucide-react/icons/bell-off';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import History from 'lucide-react/icons/history';
import Settings from 'lucide-react/icons/settings';
import Sigma from 'lucide-react/icons/sigma';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { type ReactNode, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { type CommandName, commandKeys } from './keyboard.ts';
import { useKitchen, useKitchenState, useSetting } from './kitchen.tsx';
import hidden from './spoken.module.css';
import styles from './top-bar.module.css';
import type { Armed } from './use-board-keys.ts';
import type { Column } from './use-columns.ts';
import type { Mute } from './use-mute.ts';

/** What the bar shows and does. */
export interface TopBarProps {
  columns: readonly Column[];
  armed: Armed;
  onDisarm(): void;
  onCommand(command: CommandName): void;
  mute: Mute;
}

/** The bar; all of it is the warning when the board is stale. */
export function TopBar({ columns, armed, onDisarm, onCommand, mute }: TopBarProps) {
  const { t, i18n } = useTranslation('kds');
  const { zone } = useKitchen();
  const freshness = useKitchenState((state) => state.freshness);
  const allDay = useSetting('allDay');
  const soundName = mute.until
    ? t('bar.soundOff', { time: formatTime(mute.until, zone, i18n.language) })
    : t('bar.soundOn');
  const button = (command: keyof typeof commandKeys, label: string, icon: ReactNode, pressed?: boolean) => (
    <IconButton
      size="l"
      label={label}
      icon={icon}
      aria-keyshortcuts={commandKeys[command]}
      aria-pressed={pressed}
      data-on={pressed || undefined}
      className={styles.button ?? ''}
      onClick={() => onCommand(command)}
    />
  );
  return (
    <header className={styles.bar} data-freshness={freshness}>
      <h1 className={hidden.spoken}>{t('appName')}</h1>
      <div className={styles.state} role="status">
        {armed ? (
          <button type="button" className={styles.armed} onClick={onDisarm}>
            {t(`armed.${armed}`)}
          </button>
        ) : (
          <State columns={columns} />
        )}
      </div>
      <SoundHint />
      <Now />
      <nav className={styles.buttons}>
        {button('recall', t('bar.recall'), <History aria-hidden />)}
        {button('allDay', t('bar.allDay'), <Sigma aria-hidden />, allDay)}
        {button(
          'mute',
          soundName,
          mute.until ? <BellOff aria-hidden /> : <Bell aria-hidden />,
          mute.until !== undefined,
        )}
        {button('help', t('bar.help'), <CircleHelp aria-hidden />)}
        {button('settings', t('bar.settings'), <Settings aria-hidden />)}
      </nav>
    </header>
  );
}

function State({ columns }: { columns: readonly Column[] }) {
  const { t, i18n } = useTranslation('kds');
  const { zone, clock } = useKitchen();
  const freshness = useKitchenState((state) => state.freshness);
  const heardAt = useKitchenState((state) => (state.freshness === 'stale' ? state.heardAt : undefined));
  const refused = useKitchenState((state) => state.refused);
  const isLong = useSyncExternalStore(clock.subscribe, () => performance.now() >= patienceMs);
  if (refused) return <p>{t('state.refused')}</p>;
  if (heardAt) {
    return (
      <p className={styles.stale}>
        <TriangleAlert aria-hidden />
        <strong>{t('state.stale', { time: formatExactTime(heardAt, zone, i18n.language) })}</strong>
        <span className={styles.hint}>{t('state.staleHint')}</span>
      </p>
    );
  }
  if (freshness !== 'live') {
    return <p>{t(isLong ? 'state.unreachable' : 'state.connecting')}</p>;
  }
  const [only] = columns;
  const count = columns.reduce((sum, { ticketIds }) => sum + ticketIds.length, 0);
  const name = columns.length === 1 && only ? only.name : t('board.allStations');
  return (
    <p className={styles.title}>
      <span className={styles.live} aria-hidden="true" />
      <strong>{name}</strong>
      <span className={styles.count}>{t('board.open', { count })}</span>
    </p>
  );
}

/** From then on a connection that does not come about is worth a word. */
const patienceMs = 4000;

/** Browsers sound only once they have been touched. */
function SoundHint() {
  const { t } = useTranslation('kds');
  const { chime } = useKitchen();
  const ready = useSyncExternalStore(chime.subscribe, chime.ready);
  return ready ? null : <p className={styles.soundHint}>{t('bar.touchForSound')}</p>;
}

function Now() {
  const { zone, clock } = useKitchen();
  const minute = useSyncExternalStore(clock.subscribe, () => Math.floor(clock.nowMs() / 60_000));
  return <ClockTime at={new Date(minute * 60_000)} zone={zone} className={styles.clock} />;
}
