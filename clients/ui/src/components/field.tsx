import { type ReactNode, useId } from 'react';
import { classes } from '../style/classes.ts';
import styles from './field.module.css';

/** What every field has around its control. */
export interface FieldProps {
  label: ReactNode;
  /** Kept for screen readers only. */
  hideLabel?: boolean | undefined;
  hint?: ReactNode;
  /** What is wrong and what to do; the field is then marked. */
  error?: string | undefined;
}

/** Attributes that tie a control to its label, hint and error. */
export interface ControlAttributes {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** Label above, hint and error below a control. */
export function Field(
  props: FieldProps & { id?: string | undefined; children(control: ControlAttributes): ReactNode },
) {
  const { label, hideLabel, hint, error, children } = props;
  const made = useId();
  const id = props.id ?? made;
  const described = [error && `${id}-error`, hint !== undefined && `${id}-hint`].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label className={classes(styles.label, hideLabel && styles.hidden)} htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint !== undefined && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <p className={styles.error} id={`${id}-error`} role="alert" hidden={!error}>
        {error}
      </p>
    </div>
  );
}
