import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../style/classes.ts';
import { everySecond } from './every-second.ts';
import styles from './figures.module.css';

/** Whole minutes since a moment; drawn anew only when they change. Never less than nothing, should clocks differ. */
export function useMinutesSince(since: Date): number {
  const minutes = () => Math.max(0, Math.floor((Date.now() - since.getTime()) / 60_000));
  return useSyncExternalStore(everySecond, minutes);
}

/** How long ago: 3 min, 1 hr 5 min. */
export function Age({ since, className }: { since: Date; className?: string | undefined }) {
  const { i18n } = useTranslation('ui');
  const minutes = useMinutesSince(since);
  return (
    <time className={classes(styles.figures, className)} dateTime={since.toISOString()}>
      {ageText(minutes, i18n.language)}
    </time>
  );
}

/** Minutes in words of the language: 3 min, 1 hr 5 min. */
export function ageText(minutes: number, language: string): string {
  const part = (value: number, unit: 'hour' | 'minute') =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  if (minutes < 60) return part(minutes, 'minute');
  const rest = minutes % 60;
  const hours = part(Math.floor(minutes / 60), 'hour');
  return rest ? `${hours} ${part(rest, 'minute')}` : hours;
}
