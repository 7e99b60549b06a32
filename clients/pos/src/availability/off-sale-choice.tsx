import { TextField } from '@sippy/ui/components/text-field';
import { useId } from 'react';
import { useCheckoutText } from '../text-checkout/text.ts';
import styles from './off-sale-choice.module.css';
import type { OffSale } from './return-times.ts';

const ways = ['open', 'hour', 'day', 'time'] as const;

/** For how long something is off sale. */
export function OffSaleChoice(props: {
  how: OffSale;
  clock: string;
  onHow(how: OffSale): void;
  onClock(clock: string): void;
}) {
  const { how, clock, onHow, onClock } = props;
  const { t } = useCheckoutText();
  const name = useId();
  return (
    <fieldset className={styles.ways}>
      <legend className={styles.legend}>{t('availability.howLong')}</legend>
      {ways.map((way) => (
        <label key={way} className={styles.way}>
          <input
            className={styles.input}
            type="radio"
            name={name}
            checked={way === how}
            onChange={() => onHow(way)}
          />
          {t(`availability.ways.${way}`)}
        </label>
      ))}
      <TextField
        label={t('availability.clock')}
        type="time"
        value={clock}
        disabled={how !== 'time'}
        onChange={onClock}
      />
    </fieldset>
  );
}
