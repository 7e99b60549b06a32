import { Button } from '@sippy/ui/components/button';
import { Kbd } from '@sippy/ui/components/kbd';
import History from 'lucide-react/icons/history';
import { useTranslation } from 'react-i18next';
import { repeatLast, useLastOrder } from './last-order.ts';
import styles from './repeat-last.module.css';

/** Puts what was sold last into the cart once more; one more tap pays. */
export function RepeatLast() {
  const { t } = useTranslation('pos');
  const order = useLastOrder();
  if (!order) return null;
  const what = order.lines
    .filter(({ quantity }) => quantity > 0)
    .map(({ quantity, productName }) => (quantity > 1 ? `${quantity}× ${productName}` : productName));
  return (
    <Button
      size="l"
      icon={<History aria-hidden />}
      className={styles.repeat ?? ''}
      onClick={repeatLast}
      aria-keyshortcuts="F6"
    >
      <span className={styles.title}>
        {t('cart.repeat')} <Kbd>F6</Kbd>
      </span>
      <span className={styles.what}>{what.join(', ')}</span>
    </Button>
  );
}
