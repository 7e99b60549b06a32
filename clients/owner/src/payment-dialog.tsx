import type { MoneyTransfer } from '@sippy/proto/web/settlement/v1/settlement';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { TextField } from '@sippy/ui/components/text-field';
import { minorDigits, parseAmount } from '@sippy/ui/format/money';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import styles from './page.module.css';
import { useAct } from './use-act.ts';

/** Records money that was received for a transfer: what is open, unless another amount is typed. */
export function PaymentDialog({ transfer, onClose }: { transfer: MoneyTransfer; onClose(): void }) {
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { isBusy, act } = useAct();
  const { currencyCode } = network;
  const open = (transfer.amount?.minor ?? 0n) - (transfer.paid?.minor ?? 0n);
  const [amount, setAmount] = useState(
    (Number(open) / 10 ** minorDigits(currencyCode)).toFixed(minorDigits(currencyCode)),
  );
  const [receivedDay, setDay] = useState(() => new Date().toLocaleDateString('sv-SE'));
  const [bankText, setBankText] = useState('');
  // The same in each try, so that a lost answer is no second payment.
  const [requestId] = useState(() => crypto.randomUUID());
  const minor = parseAmount(amount, currencyCode);
  const form = useId();
  const record = async (event: FormEvent) => {
    event.preventDefault();
    if (!minor || minor <= 0n || isBusy) return;
    const { reference } = transfer;
    const what = { organisationId, reference, amount: { currencyCode, minor }, receivedDay, bankText };
    if (await act(() => sippy.settlement.recordTransferPayment({ requestId, ...what }))) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('payments.record')}
      description={transfer.reference}
      size="s"
      footer={
        <Button variant="primary" type="submit" form={form} busy={isBusy}>
          {t('transfers.record')}
        </Button>
      }
    >
      <form id={form} className={styles.form} noValidate onSubmit={(event) => void record(event)}>
        <TextField
          label={t('amount')}
          inputMode="decimal"
          value={amount}
          onChange={setAmount}
          error={minor && minor > 0n ? undefined : t('payments.amountWrong')}
        />
        <TextField label={t('payments.day')} type="date" value={receivedDay} onChange={setDay} />
        <TextField label={t('payments.bankText')} value={bankText} maxLength={140} onChange={setBankText} />
      </form>
    </Dialog>
  );
}
