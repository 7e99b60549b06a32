import { type ChangeReason, ChangeReasonCode, type Order } from '@sippy/proto/web/order/v1/order';
import { formatMoney } from '@sippy/ui/format/money';
import { ReasonDialog } from '@sippy/ui/patterns/reason-dialog';
import { useCheckoutText } from '../text-checkout/text.ts';

const codes = [
  ChangeReasonCode.GUEST_REQUEST,
  ChangeReasonCode.MISTAKE,
  ChangeReasonCode.OUT_OF_STOCK,
  ChangeReasonCode.LATE,
  ChangeReasonCode.OTHER,
] as const;

/** Asks why an order is given up, and says what that gives back. */
export function CancelDialog(props: {
  order: Order;
  open: boolean;
  givesBack: boolean;
  isBusy: boolean;
  onClose(): void;
  onConfirm(reason: ChangeReason): void;
}) {
  const { order, open, givesBack, isBusy, onClose, onConfirm } = props;
  const { t, language } = useCheckoutText();
  const { paid, refunded } = order.totals ?? {};
  const minor = (paid?.minor ?? 0n) - (refunded?.minor ?? 0n);
  const amount = paid ? formatMoney({ ...paid, minor }, language) : '';
  return (
    <ReasonDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('cancel.title', { number: order.number })}
      description={givesBack ? t('cancel.givesBack', { amount }) : t('cancel.text')}
      codes={codes}
      confirmLabel={givesBack ? t('cancel.confirmRefund', { amount }) : t('cancel.confirm')}
      danger
      busy={isBusy}
      onConfirm={onConfirm}
    />
  );
}
