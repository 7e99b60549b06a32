import type { Money as Amount } from '@sippy/proto/web/type/v1/money';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '../format/money.ts';
import { classes } from '../style/classes.ts';
import styles from './figures.module.css';

/** An amount in the reader's language, in figures of equal width; nothing while it is not known. */
export function Money({ amount, className }: { amount: Amount | undefined; className?: string | undefined }) {
  const { i18n } = useTranslation('ui');
  return (
    <bdi className={classes(styles.figures, className)}>{amount && formatMoney(amount, i18n.language)}</bdi>
  );
}
