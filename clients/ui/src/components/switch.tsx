import { type ReactNode, useId } from 'react';
import { classes } from '../style/classes.ts';
import row from './choice-row.module.css';
import styles from './switch.module.css';

/** A setting that is on or off, and takes effect at once. */
export interface SwitchProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange(checked: boolean): void;
  disabled?: boolean | undefined;
}

/** On or off. */
export function Switch({ label, hint, checked, onChange, disabled }: SwitchProps) {
  const id = useId();
  return (
    <label className={classes(row.row, styles.apart)}>
      <span className={row.words}>
        <span id={id}>{label}</span>
        {hint !== undefined && (
          <span className={row.hint} id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </span>
      <input
        className={styles.input}
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is checked
        role="switch"
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
