import { useTranslation } from 'react-i18next';
import { formatDayTime, formatExactTime, formatTime } from '../format/time.ts';
import { classes } from '../style/classes.ts';
import styles from './figures.module.css';

/** A moment in the café's zone. */
export interface ClockTimeProps {
  at: Date;
  /** The café's zone, such as `Europe/Paris`. */
  zone: string;
  /** `exact` has seconds, `day` the day too. */
  show?: 'time' | 'exact' | 'day' | undefined;
  className?: string | undefined;
}

const formats = { time: formatTime, exact: formatExactTime, day: formatDayTime };

/** The time of day at the café. */
export function ClockTime({ at, zone, show = 'time', className }: ClockTimeProps) {
  const { i18n } = useTranslation('ui');
  return (
    <time className={classes(styles.figures, className)} dateTime={at.toISOString()}>
      {formats[show](at, zone, i18n.language)}
    </time>
  );
}
