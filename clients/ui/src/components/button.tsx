import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import styles from './button.module.css';

/** How a button looks and whether it can be pressed. */
export interface ButtonProps extends ComponentProps<'button'> {
  /** One primary button a screen; `danger` for what cannot be undone. */
  variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** Height: 48, 56 or 72 px. */
  size?: 'm' | 'l' | 'xl';
  /** Its work is under way: it keeps its room and its focus, and does nothing when pressed. */
  busy?: boolean | undefined;
  icon?: ReactNode;
  /** Takes the whole width. */
  wide?: boolean;
}

/** A button with a word on it. */
export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    size = 'm',
    busy = false,
    icon,
    wide,
    className,
    children,
    onClick,
    ...rest
  } = props;
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[variant], styles[size], wide && styles.wide, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled']}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <span className={styles.icon}>{icon}</span>}
      <span className={styles.label}>{children}</span>
      {busy && <span className={styles.spinner} aria-hidden="true" />}
    </button>
  );
}
