import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { Money } from '@sippy/ui/patterns/money';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import styles from './hand-back-dialog.module.css';

/** Cash that goes back over the counter, in figures that the guest can read too; it stays until it is closed by hand. */
export function HandBackDialog({ minor, onDone }: { minor: bigint; onDone(): void }) {
  const { t } = useCheckoutText();
  const { currencyCode } = useTill();
  return (
    <Dialog
      open
      onOpenChange={onDone}
      dismissible={false}
      title={t('handBack.title')}
      footer={
        <Button size="xl" variant="primary" wide onClick={onDone}>
          {t('handBack.done')}
        </Button>
      }
    >
      <p className={styles.amount}>
        <Money amount={{ currencyCode, minor }} />
      </p>
    </Dialog>
  );
}
