import { ChangeReasonCode, type PriceOverride } from '@sippy/proto/web/order/v1/order';
import { Button } from '@sippy/ui/components/button';
import { TextField } from '@sippy/ui/components/text-field';
import { formatMoney, parseAmount } from '@sippy/ui/format/money';
import { ReasonDialog } from '@sippy/ui/patterns/reason-dialog';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTill } from '../till/till.tsx';
import { changeLine } from './cart.ts';
import type { LineDialogProps } from './cart-dialogs.tsx';
import { cartStore } from './cart-store.ts';
import { orderChanges } from './change-order.ts';

const codes = [
  ChangeReasonCode.PRICE_KEPT,
  ChangeReasonCode.MISTAKE,
  ChangeReasonCode.GOODWILL,
  ChangeReasonCode.STAFF,
  ChangeReasonCode.OTHER,
];

/** Sets the price of one of a line, or takes back the one that was set. */
export function PriceDialog({ line, priced, ask, onClose }: LineDialogProps) {
  const { t, i18n } = useTranslation('pos');
  const till = useTill();
  const { currencyCode } = till;
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const set = async (priceOverride: PriceOverride | undefined) => {
    if (!line.sent && till.may('order.price_override')) {
      cartStore.getState().change((cart) => changeLine(cart, line.lineId, { priceOverride }));
      return onClose();
    }
    if (await ask.ask(() => orderChanges(till).price(line.lineId, priceOverride))) onClose();
  };
  return (
    <ReasonDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('line.priceTitle', { name: priced.name })}
      description={t('line.priceHint', {
        price: formatMoney({ currencyCode, minor: priced.listPrice }, i18n.language),
      })}
      codes={codes}
      confirmLabel={t('line.priceConfirm')}
      busy={ask.busy}
      onConfirm={(reason) => {
        const minor = parseAmount(text, currencyCode);
        if (minor === undefined || minor < 0n) return setWrong(true);
        void set({ price: { $case: 'unitPrice', value: { currencyCode, minor } }, reason });
      }}
    >
      <TextField
        label={t('line.price')}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        error={wrong ? t('line.amountWrong') : undefined}
        onChange={(next) => {
          setText(next);
          setWrong(false);
        }}
      />
      {line.priceOverride && <Button onClick={() => void set(undefined)}>{t('line.priceBack')}</Button>}
    </ReasonDialog>
  );
}
