import type { ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import styles from './badge.module.css';

/** A word about something's state. */
export interface BadgeProps {
  tone?: 'neutral' | 'info' | 'ok' | 'warn' | 'danger' | undefined;
  icon?: ReactNode;
  children: ReactNode;
}

/** A small coloured word. */
export function Badge({ tone = 'neutral', icon, children }: BadgeProps) {
  return (
    <span className={classes(styles.badge, styles[tone])}>
      {icon && <span className={styles.icon}>{icon}</span>}
      {children}
    </span>
  );
}
