/** How many of each thing are still to be made, beside the board. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useKitchen, useKitchenState, useSetting } from '../board/kitchen.tsx';
import { Wishes } from '../board/ticket-line.tsx';
import { allDay } from '../tickets/all-day.ts';
import styles from './all-day-panel.module.css';

/** Counts over all tickets of the stations that are shown. */
export function AllDayPanel() {
  const { t } = useTranslation('kds');
  const { shownStations } = useKitchen();
  const shown = useKitchenState((state) => state.shown);
  const size = useSetting('size');
  const counts = useMemo(
    () => allDay(shown.values(), new Set(shownStations.map(({ stationId }) => stationId))),
    [shown, shownStations],
  );
  const count = counts.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <aside className={styles.panel} data-size={size} aria-label={t('allDay.title')}>
      <header className={styles.head}>
        <h2 className={styles.title}>{t('allDay.title')}</h2>
        <p className={styles.total}>{count === 0 ? t('allDay.empty') : t('allDay.total', { count })}</p>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <ul className={styles.list} tabIndex={0} aria-label={t('allDay.title')}>
        {counts.map(({ key, productName, variantName, modifiers, quantity }) => (
          <li key={key} className={styles.item}>
            <span className={styles.quantity}>{quantity}</span>
            <span className={styles.what}>
              <span className={styles.name}>
                {productName} {variantName && <span className={styles.variant}>{variantName}</span>}
              </span>
              <Wishes line={{ modifiers, note: '' }} />
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
