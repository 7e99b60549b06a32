import CornerDownLeft from 'lucide-react/icons/corner-down-left';
import Delete from 'lucide-react/icons/delete';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isCommand, isCovered, useDocumentKeys } from '../keys/document-keys.ts';
import { classes } from '../style/classes.ts';
import styles from './number-pad.module.css';

/** Ten digits, one to erase and one to finish. */
export interface NumberPadProps {
  /** Called with `0` to `9`, and with `00` where the pad has that key. */
  onDigit(digit: string): void;
  onErase(): void;
  /** Without it there is no key to finish. */
  onSubmit?: (() => void) | undefined;
  /** On the key that finishes; an arrow otherwise. */
  submitLabel?: ReactNode;
  /** What the pad is for, to screen readers. */
  label?: string | undefined;
  /** The key before zero: `00` for amounts; nothing for PINs. */
  doubleZero?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Digits, Backspace and Enter of the keyboard count too, wherever the focus is but in a field. */
  keyboard?: boolean | undefined;
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

/** A pad for amounts and PINs, by touch and by keyboard. */
export function NumberPad(props: NumberPadProps) {
  const {
    onDigit,
    onErase,
    onSubmit,
    submitLabel,
    label,
    doubleZero,
    disabled = false,
    keyboard = true,
  } = props;
  const { t } = useTranslation('ui');
  const pad = useRef<HTMLDivElement>(null);
  usePadKeys(pad, { onDigit, onErase, onSubmit }, keyboard && !disabled);
  const key = (digit: string) => (
    <button
      key={digit}
      type="button"
      className={styles.key}
      disabled={disabled}
      onClick={() => onDigit(digit)}
    >
      {digit}
    </button>
  );
  const erase = (
    <button
      type="button"
      className={classes(styles.key, styles.erase)}
      aria-label={t('numberPad.erase')}
      disabled={disabled}
      onClick={onErase}
    >
      <Delete aria-hidden />
    </button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would ask for a legend in sight
    <div ref={pad} className={styles.pad} role="group" aria-label={label ?? t('numberPad.label')} dir="ltr">
      {digits.map(key)}
      {doubleZero ? key('00') : onSubmit ? erase : <span />}
      {key('0')}
      {doubleZero || !onSubmit ? erase : null}
      {onSubmit && (
        <button
          type="button"
          className={classes(styles.key, styles.submit, doubleZero && styles.whole)}
          aria-label={submitLabel === undefined ? t('numberPad.submit') : undefined}
          disabled={disabled}
          onClick={onSubmit}
        >
          {submitLabel ?? <CornerDownLeft aria-hidden />}
        </button>
      )}
    </div>
  );
}

type Handlers = Pick<NumberPadProps, 'onDigit' | 'onErase' | 'onSubmit'>;

function usePadKeys(
  pad: { current: HTMLElement | null },
  { onDigit, onErase, onSubmit }: Handlers,
  isActive: boolean,
): void {
  useDocumentKeys((event) => {
    if (event.defaultPrevented || isCommand(event)) return;
    // Behind a dialog, or while someone types into a field, the keys are not the pad's.
    if (!pad.current || isCovered(pad.current)) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest('input, textarea, select, [contenteditable], [role="combobox"]')) return;
    if (/^[0-9]$/.test(event.key)) onDigit(event.key);
    else if (event.key === 'Backspace' || event.key === 'Delete') onErase();
    // Enter on a button presses that button; a choice that is made already has nothing left to press.
    else if (
      event.key === 'Enter' &&
      onSubmit &&
      (pad.current.contains(target) || !target.closest('button:not([role="radio"]), a'))
    )
      onSubmit();
    else return;
    event.preventDefault();
  }, isActive);
}
