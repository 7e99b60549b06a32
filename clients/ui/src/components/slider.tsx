import { type CSSProperties, useId } from 'react';
import styles from './slider.module.css';

/** One of several stops on a line, from the smallest to the largest. */
export interface SliderProps {
  label: string;
  /** Position of the chosen stop, from 0. */
  value: number;
  /** Position of the last stop. */
  last: number;
  onChange(value: number): void;
  /** The chosen stop in words, for screen readers: "500 points, €5.00". */
  valueText: string;
  disabled?: boolean | undefined;
}

/** A slider for touch and keyboard: arrows one stop, Page keys several, Home and End to the ends. */
export function Slider({ label, value, last, onChange, valueText, disabled }: SliderProps) {
  const id = useId();
  return (
    <div className={styles.slider}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={styles.line}
        type="range"
        min={0}
        max={last}
        step={1}
        value={value}
        disabled={disabled}
        aria-valuetext={valueText}
        style={{ '--at': last > 0 ? value / last : 1 } as CSSProperties}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    </div>
  );
}
