/** How old a ticket is: a shape and a colour for what that means, and the number itself. */
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { type AgeLevel, ageLevel, ageSeconds, ageText, type Thresholds } from '../tickets/age.ts';
import styles from './age-mark.module.css';
import { useKitchen } from './kitchen.tsx';
import hidden from './spoken.module.css';

/** What the age of a ticket means now; renders again only when that changes. */
export function useAgeLevel(since: Date | undefined, thresholds: Thresholds): AgeLevel {
  const { clock } = useKitchen();
  return useSyncExternalStore(clock.subscribe, () =>
    since ? ageLevel(ageSeconds(since, clock.nowMs()), thresholds) : 'fresh',
  );
}

/** The shape tells the same as the colour: a circle, a triangle, a stop sign. */
const shapes: Readonly<Record<AgeLevel, string>> = {
  fresh: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z',
  due: 'M12 2.5L22.5 21H1.5z',
  late: 'M7.7 1.5h8.6l6.2 6.2v8.6l-6.2 6.2H7.7l-6.2-6.2V7.7z',
};

/** The age of a ticket. Its number is written past React: two hundred of them may change each second. */
export function AgeMark({ since, level }: { since: Date; level: AgeLevel }) {
  const { t } = useTranslation('kds');
  const { clock } = useKitchen();
  const number = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = () => {
      if (number.current) number.current.textContent = ageText(ageSeconds(since, clock.nowMs()));
    };
    let stop = clock.subscribe(write);
    write();
    // Out of sight, nobody reads it.
    const onVisibility = (event: Event) => {
      stop();
      if ((event as ContentVisibilityAutoStateChangeEvent).skipped) return;
      write();
      stop = clock.subscribe(write);
    };
    const card = number.current?.closest('[data-ticket]');
    card?.addEventListener('contentvisibilityautostatechange', onVisibility);
    return () => {
      stop();
      card?.removeEventListener('contentvisibilityautostatechange', onVisibility);
    };
  }, [since, clock]);
  return (
    <span className={styles.age} data-level={level}>
      <svg className={styles.shape} viewBox="0 0 24 24" aria-hidden="true">
        <path d={shapes[level]} />
      </svg>
      <span className={hidden.spoken}>{t(`age.${level}`)}</span>
      <span ref={number} className={styles.number} dir="ltr" />
    </span>
  );
}
