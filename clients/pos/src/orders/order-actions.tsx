import { type ChangeReason, type Order, OrderStatus, PaymentStatus } from '@sippy/proto/web/order/v1/order';
import { PaymentStatus as MoneyStatus, type Payment } from '@sippy/proto/web/payment/v1/payment';
import { Button } from '@sippy/ui/components/button';
import { useToasts } from '@sippy/ui/components/toast';
import CheckCheck from 'lucide-react/icons/check-check';
import { useState } from 'react';
import { withRequestId } from '../checkout/request-id.ts';
import { ReceiptActions } from '../receipt/receipt-actions.tsx';
import { useErrorText } from '../receipt/use-error-text.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { HandBackDialog } from './hand-back-dialog.tsx';
import styles from './order-actions.module.css';
import { isUnpaid } from './order-search.ts';
import { cashLeft, refundablePayments } from './refund.ts';
import { RefundDialog } from './refund-dialog.tsx';

/** What can be done with an order now. */
export function OrderActions(props: {
  order: Order;
  payments: readonly Payment[];
  onContinue(order: Order): void;
  onChanged(): Promise<void>;
}) {
  const { order, payments, onContinue, onChanged } = props;
  const { t } = useCheckoutText();
  const { show } = useToasts();
  const till = useTill();
  const errorText = useErrorText();
  const [open, setOpen] = useState<'refund' | 'cancel'>();
  const [handBack, setHandBack] = useState(0n);
  const [isBusy, setBusy] = useState(false);
  const { orderId, number } = order;
  const captured = payments.findLast(({ status }) => status === MoneyStatus.CAPTURED);
  const isOver = order.status === OrderStatus.CANCELLED || order.status === OrderStatus.COMPLETED;
  const isPaid = order.paymentStatus === PaymentStatus.PAID;
  const givesBack = (order.totals?.paid?.minor ?? 0n) > (order.totals?.refunded?.minor ?? 0n);

  const run = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      setOpen(undefined);
      show({ text: done, tone: 'ok' });
    } catch (error) {
      const text = errorText(error);
      if (text) show({ text, tone: 'danger' });
    }
    setBusy(false);
    await onChanged().catch(() => {});
  };
  const cancel = (reason: ChangeReason) =>
    run(
      async () => {
        const cash = givesBack ? cashLeft(payments) : 0n;
        await till.authorised(givesBack ? 'payment.refund' : 'order.cancel', (sippy) =>
          withRequestId(`cancel.${orderId}.${reason.code}`, (requestId) =>
            sippy.order.cancelOrder({ requestId, orderId, reason, refund: givesBack }),
          ),
        );
        setHandBack(cash);
      },
      t('cancel.done', { number }),
    );
  const send = () =>
    run(
      () =>
        till.authorised('order.edit', (sippy) =>
          withRequestId(`fire.${orderId}`, (requestId) => sippy.order.fireOrder({ requestId, orderId })),
        ),
      t('detail.sent', { number }),
    );
  const complete = () =>
    run(
      () =>
        till.authorised('order.edit', (sippy) =>
          withRequestId(`complete.${orderId}`, (requestId) =>
            sippy.order.completeOrder({ requestId, orderId }),
          ),
        ),
      t('detail.completed', { number }),
    );

  return (
    <div className={styles.actions}>
      {isUnpaid(order) && (
        <Button size="l" variant="primary" onClick={() => onContinue(order)}>
          {t('detail.continue')}
        </Button>
      )}
      {order.status === OrderStatus.CREATED && order.lines.some(({ quantity }) => quantity > 0) && (
        <Button size="l" busy={isBusy} onClick={() => void send()}>
          {t('detail.send')}
        </Button>
      )}
      {isPaid && order.status === OrderStatus.READY && (
        <Button
          size="l"
          variant="primary"
          icon={<CheckCheck aria-hidden />}
          busy={isBusy}
          onClick={() => void complete()}
        >
          {t('detail.complete')}
        </Button>
      )}
      {captured && <ReceiptActions payment={captured} />}
      {refundablePayments(payments).length > 0 && (
        <Button size="l" onClick={() => setOpen('refund')}>
          {t('detail.refund')}
        </Button>
      )}
      {!isOver && (
        <Button size="l" onClick={() => setOpen('cancel')}>
          {t('detail.cancel')}
        </Button>
      )}
      <RefundDialog
        order={order}
        payments={payments}
        open={open === 'refund'}
        onClose={() => setOpen(undefined)}
        onRefunded={onChanged}
        onHandBack={setHandBack}
      />
      {handBack > 0n && <HandBackDialog minor={handBack} onDone={() => setHandBack(0n)} />}
      <CancelDialog
        order={order}
        open={open === 'cancel'}
        givesBack={givesBack}
        isBusy={isBusy}
        onClose={() => setOpen(undefined)}
        onConfirm={(reason) => void cancel(reason)}
      />
    </div>
  );
}
