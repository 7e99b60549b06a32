import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { QuantityStepper } from '@sippy/ui/components/stepper';
import { LanguageAndTheme } from '@sippy/ui/patterns/language-and-theme';
import { useTranslation } from 'react-i18next';
import { lockBounds, setLockMinutes, useLockMinutes } from './lock-minutes.ts';
import styles from './settings-dialog.module.css';

/** Settings of this till: its language, its colours and when it locks. */
export function SettingsDialog({ open, onOpenChange }: { open: boolean; onOpenChange(open: boolean): void }) {
  const { t } = useTranslation('pos');
  const minutes = useLockMinutes();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('settings.title')}
      footer={
        <Button variant="primary" onClick={() => onOpenChange(false)}>
          {t('settings.done')}
        </Button>
      }
    >
      <div className={styles.form}>
        <LanguageAndTheme />
        <div className={styles.row}>
          <span>
            {t('settings.lockAfter')}
            <span className={styles.hint}>{t('settings.lockMinutes', { count: minutes })}</span>
          </span>
          <QuantityStepper
            label={t('settings.lockAfter')}
            value={minutes}
            min={lockBounds.least}
            max={lockBounds.most}
            onChange={setLockMinutes}
          />
        </div>
      </div>
    </Dialog>
  );
}
