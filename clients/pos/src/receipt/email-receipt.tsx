import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { TextField } from '@sippy/ui/components/text-field';
import { useToasts } from '@sippy/ui/components/toast';
import { fieldErrors } from '@sippy/ui/patterns/server-form-errors';
import { type FormEvent, useId, useState } from 'react';
import { withRequestId } from '../checkout/request-id.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import { useErrorText } from './use-error-text.ts';

/** Asks for an address and sends the receipt there. */
export function EmailReceipt(props: { paymentId: string; open: boolean; onClose(): void }) {
  const { paymentId, open, onClose } = props;
  const { t } = useCheckoutText();
  const { sippy } = useTill();
  const { show } = useToasts();
  const errorText = useErrorText();
  const [email, setEmail] = useState('');
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const form = useId();
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const to = email.trim();
    if (isBusy || to === '') return;
    setBusy(true);
    try {
      // The address itself is not kept in the browser.
      await withRequestId(`email.${paymentId}.${await digest(to)}`, (requestId) =>
        sippy.payment.sendReceipt({ requestId, paymentId, email: to }),
      );
      show({ text: t('receipt.sent', { email: to }), tone: 'ok' });
      setEmail('');
      setError(undefined);
      onClose();
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={t('receipt.emailTitle')}
      size="s"
      footer={
        <>
          <Button onClick={onClose}>{t('receipt.emailCancel')}</Button>
          <Button variant="primary" type="submit" form={form} busy={isBusy}>
            {t('receipt.send')}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={(event) => void send(event)}>
        <TextField
          label={t('receipt.address')}
          type="email"
          inputMode="email"
          autoComplete="off"
          dir="ltr"
          value={email}
          onChange={setEmail}
          error={error ? (fieldErrors(error).email ?? errorText(error)) : undefined}
        />
      </form>
    </Dialog>
  );
}

async function digest(text: string): Promise<string> {
  if (!crypto.subtle) return 'address';
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(bytes).slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
