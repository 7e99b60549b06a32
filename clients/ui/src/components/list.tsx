import type { ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import styles from './list.module.css';

/** Rows under each other; `label` names the list for screen readers. */
export function List({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={styles.list} aria-label={label}>
      {children}
    </ul>
  );
}

/** What a row shows. */
export interface ListRowProps {
  title: ReactNode;
  detail?: ReactNode;
  /** At the start: an icon or a picture. */
  leading?: ReactNode;
  /** At the end: an amount, a badge. Part of what is pressed. */
  trailing?: ReactNode;
  /** Beside what is pressed: further buttons. */
  actions?: ReactNode;
  /** Makes the row a button. */
  onPress?: (() => void) | undefined;
  selected?: boolean | undefined;
  disabled?: boolean | undefined;
}

/** A row of a List. */
export function ListRow(props: ListRowProps) {
  const { title, detail, leading, trailing, actions, onPress, selected, disabled } = props;
  const content = (
    <>
      {leading && <span className={styles.leading}>{leading}</span>}
      <span className={styles.words}>
        <span className={styles.title}>{title}</span>
        {detail !== undefined && <span className={styles.detail}>{detail}</span>}
      </span>
      {trailing !== undefined && <span className={styles.trailing}>{trailing}</span>}
    </>
  );
  return (
    <li className={classes(styles.row, selected && styles.selected)}>
      {onPress ? (
        <button
          type="button"
          className={classes(styles.content, styles.pressable)}
          aria-current={selected || undefined}
          disabled={disabled}
          onClick={onPress}
        >
          {content}
        </button>
      ) : (
        <div className={styles.content}>{content}</div>
      )}
      {actions && <span className={styles.actions}>{actions}</span>}
    </li>
  );
}
