import type { InvoiceLine } from '@sippy/proto/web/settlement/v1/settlement';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { TextField } from '@sippy/ui/components/text-field';
import { parseAmount } from '@sippy/ui/format/money';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import styles from './page.module.css';
import { useAct } from './use-act.ts';

/** Opens a dispute about a line: by how much it is wrong, and why. */
export function DisputeDialog(props: { invoiceId: string; line: InvoiceLine; onClose(): void }) {
  const { invoiceId, line, onClose } = props;
  const { t } = useTranslation('owner');
  const { sippy, organisationId, network } = useAccounts();
  const { currencyCode } = network;
  const { isBusy, act } = useAct();
  const [amount, setAmount] = useState('');
  const [text, setText] = useState('');
  // The same in each try, so that a lost answer is no second dispute.
  const [requestId] = useState(() => crypto.randomUUID());
  const form = useId();
  const minor = parseAmount(amount, currencyCode) ?? 0n;
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (minor <= 0n || text.trim() === '' || isBusy) return;
    const which = { organisationId, invoiceId, invoiceLineId: line.lineId };
    const what = { amount: { currencyCode, minor }, text: text.trim() };
    if (await act(() => sippy.dispute.openDispute({ requestId, ...which, ...what }))) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('disputes.open')}
      description={t('disputes.openHint')}
      size="s"
      footer={
        <Button variant="primary" type="submit" form={form} busy={isBusy}>
          {t('disputes.open')}
        </Button>
      }
    >
      <form id={form} className={styles.form} noValidate onSubmit={(event) => void open(event)}>
        <TextField label={t('disputes.amount')} inputMode="decimal" value={amount} onChange={setAmount} />
        <TextField label={t('disputes.why')} value={text} maxLength={1000} onChange={setText} />
      </form>
    </Dialog>
  );
}
