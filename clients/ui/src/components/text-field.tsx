import type { ComponentProps, ReactNode } from 'react';
import { classes } from '../style/classes.ts';
import { Field, type FieldProps } from './field.tsx';
import styles from './text-field.module.css';

/** A line of text. */
export interface TextFieldProps
  extends FieldProps,
    Omit<ComponentProps<'input'>, 'value' | 'onChange' | 'children' | 'size'> {
  value: string;
  onChange(value: string): void;
  /** Shown inside at the start and the end, such as a currency sign or a button. */
  before?: ReactNode;
  after?: ReactNode;
}

/** A field for one line of text. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, hint, error, value, onChange, before, after, className, id, ...rest } = props;
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} id={id}>
      {(control) => (
        <span className={classes(styles.box, className)}>
          {before && <span className={styles.side}>{before}</span>}
          <input
            type="text"
            {...rest}
            {...control}
            className={styles.input}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          {after && <span className={styles.side}>{after}</span>}
        </span>
      )}
    </Field>
  );
}
