import { type ReactNode, useId } from 'react';
import { classes } from '../style/classes.ts';
import styles from './segmented.module.css';

/** A choice of a few. */
export interface SegmentedControlProps<Value extends string | number> {
  label: string;
  /** Shows the label above; otherwise it is for screen readers only. */
  showLabel?: boolean | undefined;
  value: Value | undefined;
  options: readonly { value: Value; label: ReactNode; icon?: ReactNode; disabled?: boolean | undefined }[];
  onChange(value: NoInfer<Value>): void;
  /** Takes the whole width. */
  wide?: boolean | undefined;
  /** `tiles`: each choice a tile of its own, in as many rows as are needed, for up to a dozen. */
  look?: 'track' | 'tiles' | undefined;
  disabled?: boolean | undefined;
}

/** One of a few, all in sight. */
export function SegmentedControl<Value extends string | number>(props: SegmentedControlProps<Value>) {
  const { label, showLabel, value, options, onChange, wide, look = 'track', disabled } = props;
  const name = useId();
  return (
    <fieldset className={classes(styles.group, wide && styles.wide)} disabled={disabled}>
      <legend className={showLabel ? styles.legend : styles.hidden}>{label}</legend>
      <div className={styles[look]}>
        {options.map((option) => (
          <label key={option.value} className={styles.segment}>
            <input
              className={styles.input}
              type="radio"
              name={name}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
            />
            {option.icon && <span className={styles.icon}>{option.icon}</span>}
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
