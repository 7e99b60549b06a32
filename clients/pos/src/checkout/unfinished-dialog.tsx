import type { Order } from '@sippy/proto/web/order/v1/order';
import { Dialog } from '@sippy/ui/components/dialog';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import { Checkout } from './checkout.tsx';
import type { Sale } from './sale.ts';
import styles from './unfinished-dialog.module.css';

/** A sale that was left unfinished, taken up again. */
export function UnfinishedDialog(props: { sale: Sale; onPaid(order: Order): void; onBack(): void }) {
  const { sale, onPaid, onBack } = props;
  const { t } = useCheckoutText();
  const { zone } = useTill();
  return (
    <Dialog
      open
      dismissible={false}
      onOpenChange={() => {}}
      size="full"
      title={t('unfinished.title')}
      description={
        <>
          {t('unfinished.begunAt')} <ClockTime at={new Date(sale.startedAt)} zone={zone} show="day" />
        </>
      }
    >
      <div className={styles.room}>
        <Checkout cart={sale.cart} total={sale.shownTotal} onPaid={onPaid} onBack={onBack} />
      </div>
    </Dialog>
  );
}
