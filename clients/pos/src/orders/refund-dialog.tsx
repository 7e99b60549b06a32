import { type ChangeReason, ChangeReasonCode, type Order } from '@sippy/proto/web/order/v1/order';
import { type Payment, Tender } from '@sippy/proto/web/payment/v1/payment';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import { useToasts } from '@sippy/ui/components/toast';
import { formatMoney } from '@sippy/ui/format/money';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { ReasonDialog } from '@sippy/ui/patterns/reason-dialog';
import { useState } from 'react';
import { withRequestId } from '../checkout/request-id.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { Cancelled, useTill } from '../till/till.tsx';
import { refundableLines, refundablePayments, worthOf } from './refund.ts';
import styles from './refund-dialog.module.css';
import { RefundLines } from './refund-lines.tsx';

const codes = [
  ChangeReasonCode.MISTAKE,
  ChangeReasonCode.QUALITY,
  ChangeReasonCode.LATE,
  ChangeReasonCode.GUEST_REQUEST,
  ChangeReasonCode.OTHER,
] as const;

/** Gives back all of a payment, or units of lines, with a reason. */
export function RefundDialog(props: {
  order: Order;
  payments: readonly Payment[];
  open: boolean;
  onClose(): void;
  onRefunded(): Promise<void>;
  /** So much cash, in minor units, is to be handed to the guest now. */
  onHandBack(minor: bigint): void;
}) {
  const { order, payments, open, onClose } = props;
  const { t, language } = useCheckoutText();
  const till = useTill();
  const { show } = useToasts();
  const [how, setHow] = useState<'whole' | 'lines'>('whole');
  const [chosen, setChosen] = useState<ReadonlyMap<string, number>>(new Map());
  const [paymentId, setPaymentId] = useState<string>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const offered = refundablePayments(payments);
  const payment = offered.find((one) => one.paymentId === paymentId) ?? offered[0];
  const lines = refundableLines(order, payments);
  const left = payment?.refundable?.minor ?? 0n;
  const worth = how === 'whole' ? left : worthOf(lines, chosen);
  const money = (minor: bigint) => formatMoney({ currencyCode: till.currencyCode, minor }, language);
  if (!payment) return null;

  const close = () => {
    setChosen(new Map());
    setError(undefined);
    onClose();
  };
  const refund = async ({ code, note }: ChangeReason) => {
    const named = t(`ui:reason.code.${code.replace('CHANGE_REASON_CODE_', '')}`);
    const reason = [named, note].filter(Boolean).join(': ').slice(0, 200);
    const given = [...chosen].flatMap(([lineId, quantity]) => (quantity > 0 ? [{ lineId, quantity }] : []));
    const what = how === 'whole' ? { lines: [] } : { lines: given };
    const key = `refund.${payment.paymentId}.${payment.version}.${JSON.stringify(what)}`;
    setBusy(true);
    try {
      const { refund: made } = await till.authorised('payment.refund', (sippy) =>
        withRequestId(key, (requestId) =>
          sippy.payment.refundPayment({ requestId, paymentId: payment.paymentId, reason, ...what }),
        ),
      );
      const minor = made?.amount?.minor ?? 0n;
      close();
      if (payment.tender === Tender.CASH) props.onHandBack(minor);
      else show({ text: t(doneAs(payment.tender), { amount: money(minor) }), tone: 'ok', forMs: 12_000 });
    } catch (caught) {
      if (!(caught instanceof Cancelled)) setError(caught);
    }
    setBusy(false);
    await props.onRefunded().catch(() => {});
  };
  return (
    <ReasonDialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={t('refund.title', { number: order.number })}
      description={
        offered.length > 1 ? `${t('refund.split')} ${t(goesTo(payment.tender))}` : t(goesTo(payment.tender))
      }
      codes={codes}
      confirmLabel={worth > 0n ? t('refund.confirm', { amount: money(worth) }) : t('refund.chooseLines')}
      danger
      busy={isBusy}
      onConfirm={(reason) => {
        if (worth > 0n) void refund(reason);
      }}
    >
      <div className={styles.choice}>
        <ErrorNotice error={error} />
        {offered.length > 1 && (
          <SegmentedControl
            label={t('refund.payment')}
            showLabel
            wide
            value={payment.paymentId}
            options={offered.map((one) => ({
              value: one.paymentId,
              label: `${t(nameOf(one.tender))} · ${money(one.refundable?.minor ?? 0n)}`,
            }))}
            onChange={setPaymentId}
          />
        )}
        <SegmentedControl
          label={t('refund.how')}
          wide
          value={how}
          options={[
            { value: 'whole', label: t('refund.whole', { amount: money(left) }) },
            { value: 'lines', label: t('refund.lines'), disabled: lines.length === 0 },
          ]}
          onChange={setHow}
        />
        {how === 'lines' && (
          <RefundLines
            lines={lines}
            chosen={chosen}
            onChoose={(lineId, quantity) => setChosen(new Map(chosen).set(lineId, quantity))}
          />
        )}
      </div>
    </ReasonDialog>
  );
}

/** Where the money of a refund goes: back to where it came from. */
function goesTo(tender: Tender) {
  if (tender === Tender.CASH) return 'refund.toCash';
  return tender === Tender.POINTS ? 'refund.toPoints' : 'refund.toCard';
}

const doneAs = (tender: Tender) => (tender === Tender.POINTS ? 'refund.donePoints' : 'refund.doneCard');

function nameOf(tender: Tender) {
  if (tender === Tender.CASH) return 'tender.cash';
  return tender === Tender.POINTS ? 'tender.points' : 'tender.card';
}
