import { formatMoney } from '@sippy/ui/format/money';
import { useTranslation } from 'react-i18next';
import { useTill } from '../till/till.tsx';
import { useLivePrice } from './live-price.tsx';
import styles from './pay-word.module.css';

/** What the button to pay says: the amount that is due now. */
export function PayWord() {
  const { t, i18n } = useTranslation('pos');
  const { currencyCode } = useTill();
  const { due } = useLivePrice();
  const total = formatMoney({ currencyCode, minor: due }, i18n.language);
  return <span className={styles.word}>{t('cart.pay', { total })}</span>;
}
