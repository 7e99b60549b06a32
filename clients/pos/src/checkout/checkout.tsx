import type { Order } from '@sippy/proto/web/order/v1/order';
import { useEffect } from 'react';
import type { Cart } from '../cart/cart.ts';
import { ScreenFrame } from '../sell/screen-frame.tsx';
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
    <ScreenFrame
      title={t('checkout.title')}
      back={t('checkout.back')}
      backDisabled={!canLeave || isOver || !running.driver}
      onBack={leave}
    >
      <div className={styles.columns}>
        <SaleSummary sale={sale} />
        <div className={styles.panel}>
          <CheckoutStage running={running} onLeave={leave} onFinish={finish} />
        </div>
      </div>
    </ScreenFrame>
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
