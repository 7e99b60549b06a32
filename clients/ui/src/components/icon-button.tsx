import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import styles from './icon-button.module.css';

/** A button that shows only an icon; `label` is its name. */
export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  label: string;
  icon: ReactNode;
  variant?: 'quiet' | 'secondary' | 'danger';
  size?: 'm' | 'l';
}

/** A square button with an icon, its name as a tooltip and for screen readers. */
export function IconButton(props: IconButtonProps) {
  const { label, icon, variant = 'quiet', size = 'm', className, ...rest } = props;
  return (
    <button
      type="button"
      title={label}
      {...rest}
      className={classes(styles.button, styles[variant], styles[size], className)}
      aria-label={label}
    >
      {icon}
    </button>
  );
}
