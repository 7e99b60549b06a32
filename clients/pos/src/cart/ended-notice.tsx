import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import { useTranslation } from 'react-i18next';
import type { EndedAs } from './ended.ts';
import styles from './ended-notice.module.css';

const icons = { cancelled: CircleAlert, paid: CircleCheck };

/** Says that the check in the cart ended elsewhere. */
export function EndedNotice({ as, number }: { as: EndedAs; number: string }) {
  const { t } = useTranslation('pos');
  const Icon = icons[as];
  return (
    <p className={`${styles.notice} ${styles[as] ?? ''}`} role="alert">
      <Icon className={styles.icon} aria-hidden />
      <span>{t(`cart.ended.${as}`, { number })}</span>
    </p>
  );
}
