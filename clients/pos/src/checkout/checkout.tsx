import type { Order } from '@sippy/proto/web/order/v1/order';
import { Button } from '@sippy/ui/components/button';
import ArrowLeft from 'lucide-react/icons/arrow-left';
import { useEffect } from 'react';
import type { Cart } from '../cart/cart.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import styles from './checkout.module.css';
import { CheckoutStage } from './checkout-stage.tsx';
import { SaleSummary } from './sale-summary.tsx';
import { useSale } from './use-sale.ts';

/** What `Checkout` needs. */
export interface CheckoutProps {
  cart: Cart;
  /** Total as it was shown, in minor units of the café's currency. */
  total: bigint;
  /** The order is paid, or closed, and the guest has been served: the next sale may begin. */
  onPaid(order: Order): void;
  /** Back to the sale; nothing is under way. What is placed already is in the cart's order. */
  onBack(): void;
}

/** Places the cart's order and takes the money for it. */
export function Checkout({ cart, total, onPaid, onBack }: CheckoutProps) {
  const { t } = useCheckoutText();
  const running = useSale(cart, total);
  const { sale, canLeave, forget } = running;
  const isOver = sale.stage === 'paid' || sale.stage === 'closed';
  useLeaveWarning(!canLeave);
  const leave = () => {
    forget();
    onBack();
  };
  const finish = () => {
    forget();
    if (sale.order) onPaid(sale.order);
    else onBack();
  };
  return (
    <main className={styles.checkout} data-toasts="end" aria-label={t('checkout.title')}>
      <header className={styles.header}>
        <Button
          variant="quiet"
          size="l"
          icon={<ArrowLeft className={styles.back} aria-hidden />}
          disabled={!canLeave || isOver || !running.driver}
          onClick={leave}
        >
          {t('checkout.back')}
        </Button>
        <h1 className={styles.title}>{t('checkout.title')}</h1>
      </header>
      <div className={styles.columns}>
        <SaleSummary sale={sale} />
        <div className={styles.panel}>
          <CheckoutStage running={running} onLeave={leave} onFinish={finish} />
        </div>
      </div>
    </main>
  );
}

/** Asks before the page is left while a call is not answered; the sale would be taken up again after it. */
function useLeaveWarning(isUnderWay: boolean): void {
  useEffect(() => {
    if (!isUnderWay) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isUnderWay]);
}
