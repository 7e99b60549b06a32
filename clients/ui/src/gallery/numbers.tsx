import { useState } from 'react';
import { NumberPad } from '../components/number-pad.tsx';
import { Slider } from '../components/slider.tsx';
import { QuantityStepper } from '../components/stepper.tsx';
import { businessDayText } from '../format/time.ts';
import { ClockTime } from '../patterns/clock-time.tsx';
import { Money } from '../patterns/money.tsx';
import { Age } from '../patterns/relative-age.tsx';
import { useTranslation } from '../text/text.ts';
import styles from './gallery.module.css';
import { Section, Specimen } from './specimen.tsx';

const sold = new Date('2026-11-21T07:14:07Z');
const opened = Date.now();
const minutesAgo = (minutes: number) => new Date(opened - minutes * 60_000);
const inEuro = (minor: bigint) => ({ currencyCode: 'EUR', minor });

/** Quantities, the number pad, money and times. */
export function Numbers() {
  const { t, i18n } = useTranslation('gallery');
  const [quantity, setQuantity] = useState(2);
  const [points, setPoints] = useState(15);
  const [digits, setDigits] = useState('');
  return (
    <Section title={t('sections.numbers')}>
      <Specimen stack>
        <div className={styles.row}>
          <QuantityStepper
            label={t('number.quantity')}
            value={quantity}
            min={1}
            max={20}
            onChange={setQuantity}
          />
          <QuantityStepper label={t('number.quantity')} value={1} disabled onChange={() => {}} />
        </div>
        <dl className={styles.figures}>
          <dt>{t('number.change')}</dt>
          <dd>
            <Money amount={inEuro(BigInt(digits || '525'))} className={styles.large} />
          </dd>
          <dt>{t('action.refund')}</dt>
          <dd>
            <Money amount={inEuro(-123_456n)} />
          </dd>
          <dt>{t('number.sold')}</dt>
          <dd>
            <ClockTime at={sold} zone="Europe/Paris" show="day" />
          </dd>
          <dt>{t('number.since')}</dt>
          <dd>
            <Age since={minutesAgo(3)} /> · <Age since={minutesAgo(64)} />
          </dd>
          <dt>{t('number.day')}</dt>
          <dd>{businessDayText('2026-11-21', i18n.language)}</dd>
        </dl>
      </Specimen>
      <Specimen stack>
        <Slider
          label={t('number.points')}
          value={points}
          last={20}
          valueText={String(points)}
          onChange={setPoints}
        />
        <Slider label={t('number.points')} value={8} last={20} valueText="8" disabled onChange={() => {}} />
      </Specimen>
      <Specimen>
        <NumberPad
          label={t('number.pad')}
          doubleZero
          submitLabel={t('action.charge')}
          onDigit={(digit) => setDigits((all) => (all + digit).slice(0, 7))}
          onErase={() => setDigits((all) => all.slice(0, -1))}
          onSubmit={() => setDigits('')}
        />
      </Specimen>
      <Specimen>
        <NumberPad disabled onDigit={() => {}} onErase={() => {}} onSubmit={() => {}} />
      </Specimen>
    </Section>
  );
}
