import Minus from 'lucide-react/icons/minus';
import Plus from 'lucide-react/icons/plus';
import { useTranslation } from 'react-i18next';
import { IconButton } from './icon-button.tsx';
import styles from './stepper.module.css';

/** A whole number that is made larger and smaller. */
export interface QuantityStepperProps {
  value: number;
  min?: number | undefined;
  max?: number | undefined;
  onChange(value: number): void;
  /** What is counted, for screen readers: "Quantity of flat white". */
  label: string;
  disabled?: boolean | undefined;
}

/** Minus, number, plus; arrow keys, Home and End too. */
export function QuantityStepper(props: QuantityStepperProps) {
  const { value, min = 0, max = 999, onChange, label, disabled = false } = props;
  const { t, i18n } = useTranslation('ui');
  const step = (next: number) => {
    const kept = Math.min(Math.max(next, min), max);
    if (kept !== value && !disabled) onChange(kept);
  };
  const keys: Record<string, number> = {
    ArrowUp: value + 1,
    ArrowDown: value - 1,
    PageUp: value + 10,
    PageDown: value - 10,
    Home: min,
    End: max,
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would ask for a legend in sight
    <div className={styles.stepper} role="group" aria-label={label}>
      <IconButton
        tabIndex={-1}
        label={t('stepper.less')}
        icon={<Minus aria-hidden />}
        disabled={disabled || value <= min}
        onClick={() => step(value - 1)}
      />
      <span
        className={styles.value}
        role="spinbutton"
        tabIndex={disabled ? -1 : 0}
        aria-label={label}
        aria-valuenow={value}
        aria-valuemin={min}
        aria-valuemax={max}
        aria-disabled={disabled || undefined}
        onKeyDown={(event) => {
          const next = keys[event.key];
          if (next === undefined) return;
          event.preventDefault();
          step(next);
        }}
      >
        {new Intl.NumberFormat(i18n.language).format(value)}
      </span>
      <IconButton
        tabIndex={-1}
        label={t('stepper.more')}
        icon={<Plus aria-hidden />}
        disabled={disabled || value >= max}
        onClick={() => step(value + 1)}
      />
    </div>
  );
}
