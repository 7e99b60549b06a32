import { QuantityStepper } from '@sippy/ui/components/stepper';
import { Money } from '@sippy/ui/patterns/money';
import { useCheckoutText } from '../text-checkout/text.ts';
import type { RefundableLine } from './refund.ts';
import styles from './refund-dialog.module.css';

/** How many of each line are given back. */
export function RefundLines(props: {
  lines: readonly RefundableLine[];
  chosen: ReadonlyMap<string, number>;
  onChoose(lineId: string, quantity: number): void;
}) {
  const { lines, chosen, onChoose } = props;
  const { t } = useCheckoutText();
  return (
    <ul className={styles.lines}>
      {lines.map(({ line, left }) => {
        const name = [line.productName, line.variantName].filter(Boolean).join(', ');
        return (
          <li key={line.lineId} className={styles.line}>
            <span className={styles.name}>
              {name}
              <span className={styles.soft}>
                {t('refund.left', { count: left })} · <Money amount={line.totalAmount} />
              </span>
            </span>
            <QuantityStepper
              label={t('refund.quantity', { name })}
              value={chosen.get(line.lineId) ?? 0}
              max={left}
              onChange={(quantity) => onChoose(line.lineId, quantity)}
            />
          </li>
        );
      })}
    </ul>
  );
}
