import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import Info from 'lucide-react/icons/info';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import styles from './banner.module.css';

/** A message that stays while it is true. */
export interface BannerProps {
  tone?: 'info' | 'ok' | 'warn' | 'danger' | undefined;
  children: ReactNode;
  /** A button at its end. */
  action?: ReactNode;
  /** Spoken when it appears: `alert` at once, `status` after what is being said; `none` for one that was there before. */
  role?: 'alert' | 'status' | 'none' | undefined;
}

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert };

/** A coloured strip with an icon. */
export function Banner({ tone = 'info', children, action, role = 'status' }: BannerProps) {
  const Icon = icons[tone];
  return (
    <div className={classes(styles.banner, styles[tone])} role={role}>
      <Icon className={styles.icon} aria-hidden />
      <div className={styles.text}>{children}</div>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
