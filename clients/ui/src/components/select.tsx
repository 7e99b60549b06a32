import { Select as Base } from '@base-ui/react/select';
import Check from 'lucide-react/icons/check';
import ChevronsUpDown from 'lucide-react/icons/chevrons-up-down';
import type { ReactNode } from 'react';
import { Field, type FieldProps } from './field.tsx';
import styles from './select.module.css';

/** One of many. */
export interface SelectProps<Value extends string | number> extends FieldProps {
  value: Value | undefined;
  options: readonly { value: Value; label: ReactNode; disabled?: boolean | undefined }[];
  onChange(value: NoInfer<Value>): void;
  /** Shown while nothing is chosen. */
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
}

/** A list that opens; for two to five choices take a SegmentedControl. */
export function Select<Value extends string | number>(props: SelectProps<Value>) {
  const { value, options, onChange, placeholder, disabled = false, ...field } = props;
  return (
    <Field {...field}>
      {(control) => (
        <Base.Root
          items={[...options]}
          value={value ?? null}
          disabled={disabled}
          onValueChange={(next) => next !== null && onChange(next as Value)}
        >
          <Base.Trigger {...control} className={styles.trigger}>
            <Base.Value className={styles.value} placeholder={placeholder} />
            <Base.Icon className={styles.icon}>
              <ChevronsUpDown aria-hidden />
            </Base.Icon>
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner className={styles.positioner} alignItemWithTrigger={false} sideOffset={6}>
              <Base.Popup className={styles.popup}>
                <Base.List className={styles.list}>
                  {options.map((option) => (
                    <Base.Item
                      key={option.value}
                      className={styles.item}
                      value={option.value}
                      disabled={option.disabled ?? false}
                    >
                      <Base.ItemText>{option.label}</Base.ItemText>
                      <Base.ItemIndicator className={styles.icon}>
                        <Check aria-hidden />
                      </Base.ItemIndicator>
                    </Base.Item>
                  ))}
                </Base.List>
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}
