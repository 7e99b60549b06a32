import { Dialog } from '@sippy/ui/components/dialog';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import styles from './receipt.module.css';

/** The receipt on the screen, in the server's own words, with the member's points under it. */
export function ReceiptDialog(props: {
  paymentId: string;
  open: boolean;
  addPoints(receipt: string): string;
  onClose(): void;
}) {
  const { t } = useCheckoutText();
  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => !open && props.onClose()}
      title={t('receipt.title')}
      size="m"
    >
      <ReceiptText paymentId={props.paymentId} addPoints={props.addPoints} />
    </Dialog>
  );
}

function ReceiptText(props: { paymentId: string; addPoints(receipt: string): string }) {
  const { paymentId, addPoints } = props;
  const { sippy } = useTill();
  const { data, error, refetch } = useQuery({
    queryKey: ['receipt', paymentId],
    queryFn: async () => (await sippy.payment.getReceipt({ paymentId })).receipt?.text ?? '',
    staleTime: 0,
  });
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton lines={12} />;
  return (
    <pre className={styles.screen} dir="ltr">
      {addPoints(data)}
    </pre>
  );
}
