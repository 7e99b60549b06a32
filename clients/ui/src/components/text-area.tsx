import type { ComponentProps } from 'react';
import { classes } from '../style/classes.ts';
import { Field, type FieldProps } from './field.tsx';
import styles from './text-field.module.css';

/** Several lines of text. */
export interface TextAreaProps
  extends FieldProps,
    Omit<ComponentProps<'textarea'>, 'value' | 'onChange' | 'children'> {
  value: string;
  onChange(value: string): void;
}

/** A field for several lines; it grows with its text. */
export function TextArea(props: TextAreaProps) {
  const { label, hideLabel, hint, error, value, onChange, className, id, ...rest } = props;
  return (
    <Field label={label} hideLabel={hideLabel} hint={hint} error={error} id={id}>
      {(control) => (
        <span className={classes(styles.box, className)}>
          <textarea
            {...rest}
            {...control}
            className={styles.area}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </span>
      )}
    </Field>
  );
}
