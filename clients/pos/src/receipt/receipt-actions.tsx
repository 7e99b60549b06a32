import type { Payment } from '@sippy/proto/web/payment/v1/payment';
import { Button } from '@sippy/ui/components/button';
import { useToasts } from '@sippy/ui/components/toast';
import Mail from 'lucide-react/icons/mail';
import Printer from 'lucide-react/icons/printer';
import ReceiptText from 'lucide-react/icons/receipt-text';
import { useState } from 'react';
import { withRequestId } from '../checkout/request-id.ts';
import { usePointsOn } from '../member/use-points-on.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import { EmailReceipt } from './email-receipt.tsx';
import { PrintedReceipt } from './printed-receipt.tsx';
import { ReceiptDialog } from './receipt-dialog.tsx';
import { useErrorText } from './use-error-text.ts';

/** The receipt of a payment: on the screen, on paper, by e-mail. */
export function ReceiptActions({
  payment,
}: {
  payment: Pick<Payment, 'paymentId' | 'orderId' | 'customerId'>;
}) {
  const { t } = useCheckoutText();
  const { sippy } = useTill();
  const { show } = useToasts();
  const errorText = useErrorText();
  const [open, setOpen] = useState<'screen' | 'email'>();
  const [paper, setPaper] = useState<string>();
  const [isPrinting, setPrinting] = useState(false);
  const { paymentId } = payment;
  const addPoints = usePointsOn(payment);
  const print = async () => {
    setPrinting(true);
    try {
      const { receipt } = await withRequestId(`print.${paymentId}`, (requestId) =>
        sippy.payment.printReceipt({ requestId, paymentId }),
      );
      setPaper(receipt && addPoints(receipt.text));
    } catch (error) {
      show({ text: errorText(error), tone: 'danger' });
    }
    setPrinting(false);
  };
  return (
    <>
      <Button size="l" icon={<ReceiptText aria-hidden />} onClick={() => setOpen('screen')}>
        {t('receipt.show')}
      </Button>
      <Button size="l" icon={<Printer aria-hidden />} busy={isPrinting} onClick={() => void print()}>
        {t('receipt.print')}
      </Button>
      <Button size="l" icon={<Mail aria-hidden />} onClick={() => setOpen('email')}>
        {t('receipt.email')}
      </Button>
      <ReceiptDialog
        paymentId={paymentId}
        addPoints={addPoints}
        open={open === 'screen'}
        onClose={() => setOpen(undefined)}
      />
      <EmailReceipt paymentId={paymentId} open={open === 'email'} onClose={() => setOpen(undefined)} />
      {paper !== undefined && <PrintedReceipt text={paper} onPrinted={() => setPaper(undefined)} />}
    </>
  );
}
