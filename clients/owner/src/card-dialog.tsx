import type { BillPayment } from '@sippy/proto/web/payment/v1/bill_service';
import { PaymentStatus } from '@sippy/proto/web/payment/v1/payment';
import type { MoneyTransfer } from '@sippy/proto/web/settlement/v1/settlement';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import { CardChoice } from './card-choice.tsx';
import { CardStanding } from './card-standing.tsx';
import styles from './page.module.css';
import { useAct } from './use-act.ts';

const waiting: readonly PaymentStatus[] = [
  PaymentStatus.PENDING,
  PaymentStatus.UNKNOWN,
  PaymentStatus.REQUIRES_ACTION,
];
const pollMs = 1_500;

/** Pays a transfer by card, all that is open of it or a part, and says how that stands until it has ended. */
export function CardDialog({ transfer, onClose }: { transfer: MoneyTransfer; onClose(): void }) {
  const { t } = useTranslation('owner');
  const { sippy, organisationId } = useAccounts();
  const { isBusy, act } = useAct();
  const [begun, setBegun] = useState<BillPayment>();
  // The same in each try of the same, so that a lost answer is no second payment.
  const [tried, setTried] = useState({ what: '', requestId: '' });
  const paymentId = begun?.paymentId ?? '';
  const { data } = useQuery({
    queryKey: ['bill-payment', organisationId, paymentId],
    queryFn: async () => (await sippy.bill.getBillPayment({ organisationId, paymentId })).payment,
    enabled: begun !== undefined && waiting.includes(begun.status),
    refetchInterval: ({ state }) => (state.data && !waiting.includes(state.data.status) ? false : pollMs),
  });
  const payment = data?.paymentId === paymentId ? data : begun;
  const isOver = payment !== undefined && !waiting.includes(payment.status);
  const isPaid = payment?.status === PaymentStatus.CAPTURED;
  const pay = (minor: bigint, paymentMethodId: string) => {
    const what = `${paymentId} ${minor} ${paymentMethodId}`;
    const requestId = tried.what === what ? tried.requestId : crypto.randomUUID();
    setTried({ what, requestId });
    void act(async () => {
      const amount = { currencyCode: transfer.amount?.currencyCode ?? '', minor };
      const returnUrl = new URL('confirmed.html', document.baseURI).href;
      const bill = { organisationId, billId: transfer.transferId, amount };
      setBegun((await sippy.bill.payBill({ requestId, ...bill, paymentMethodId, returnUrl })).payment);
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('card.pay')}
      description={transfer.reference}
      size="s"
      footer={
        payment && (isPaid || !isOver) ? (
          <Button variant={isPaid ? 'primary' : 'secondary'} onClick={onClose}>
            {t('card.close')}
          </Button>
        ) : undefined
      }
    >
      <div className={styles.form}>
        {payment && <CardStanding payment={payment} />}
        {(!payment || (isOver && !isPaid)) && <CardChoice transfer={transfer} isBusy={isBusy} onPay={pay} />}
      </div>
    </Dialog>
  );
}
