import { type ReactNode, useId } from 'react';
import styles from './checkbox.module.css';
import row from './choice-row.module.css';

/** Something that is chosen or not. */
export interface CheckboxProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  /** Some of what it stands for is chosen. */
  mixed?: boolean | undefined;
  onChange(checked: boolean): void;
  disabled?: boolean | undefined;
}

/** Chosen or not. */
export function Checkbox({ label, hint, checked, mixed = false, onChange, disabled }: CheckboxProps) {
  const id = useId();
  return (
    <label className={row.row}>
      <input
        ref={(input) => {
          if (input) input.indeterminate = mixed;
        }}
        className={styles.input}
        type="checkbox"
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className={row.words}>
        <span id={id}>{label}</span>
        {hint !== undefined && (
          <span className={row.hint} id={`${id}-hint`}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
