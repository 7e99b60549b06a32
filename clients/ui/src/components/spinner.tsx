import { useTranslation } from 'react-i18next';
import { classes } from '../style/classes.ts';
import styles from './spinner.module.css';

/** Something is under way; `label` says what. It appears only after a moment, so that quick answers do not flicker. */
export function Spinner({ label, size = 'm' }: { label?: string; size?: 's' | 'm' | 'l' }) {
  const { t } = useTranslation('ui');
  return (
    <span className={classes(styles.spinner, styles[size])} role="status">
      <span className={styles.label}>{label ?? t('spinner.working')}</span>
    </span>
  );
}
