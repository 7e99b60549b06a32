import { type ChangeReason, ChangeReasonCode, type NewDiscount } from '@sippy/proto/web/order/v1/order';
import { Button } from '@sippy/ui/components/button';
import { SegmentedControl } from '@sippy/ui/components/segmented';
import { TextField } from '@sippy/ui/components/text-field';
import { parseAmount } from '@sippy/ui/format/money';
import { ReasonDialog } from '@sippy/ui/patterns/reason-dialog';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { type CartLine, changeDetails, changeLine } from './cart.ts';
import { cartStore, useCart } from './cart-store.ts';
import { orderChanges } from './change-order.ts';
import type { PricedCartLine } from './price-cart.ts';

const codes = [
  ChangeReasonCode.PROMOTION,
  ChangeReasonCode.GOODWILL,
  ChangeReasonCode.STAFF,
  ChangeReasonCode.QUALITY,
  ChangeReasonCode.OTHER,
];
const percents = [10, 20, 25, 50] as const;

/** Gives a discount on a line, or without one on the order, beside those there are; or takes all of them back. */
export function DiscountDialog(props: {
  line: CartLine | undefined;
  priced: PricedCartLine | undefined;
  ask: Ask;
  onClose(): void;
}) {
  const { line, priced, ask, onClose } = props;
  const { t, i18n } = useTranslation('pos');
  const till = useTill();
  const cart = useCart();
  const [percent, setPercent] = useState<number | 'amount'>(percents[0]);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const given = line ? line.discounts : cart.discounts;
  const set = async (discounts: NewDiscount[]) => {
    const { change } = cartStore.getState();
    const here = till.may('order.discount') && (line ? !line.sent : !cart.order);
    if (here) {
      change((now) =>
        line ? changeLine(now, line.lineId, { discounts }) : changeDetails(now, { discounts }),
      );
      return onClose();
    }
    const done = await ask.ask(() =>
      line
        ? orderChanges(till).discountLine(line.lineId, discounts)
        : orderChanges(till).details({ discounts: { discounts } }),
    );
    if (done) onClose();
  };
  const words = (share: number) =>
    new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(share / 100);
  const confirm = (reason: ChangeReason) => {
    if (percent !== 'amount') {
      const value = { $case: 'bps' as const, value: percent * 100 };
      return void set([...given, { name: t('discount.name', { share: words(percent) }), value, reason }]);
    }
    const minor = parseAmount(text, till.currencyCode);
    if (minor === undefined || minor <= 0n) return setWrong(true);
    const value = { $case: 'fixed' as const, value: { currencyCode: till.currencyCode, minor } };
    void set([...given, { name: t('discount.plain'), value, reason }]);
  };
  return (
    <ReasonDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={priced ? t('discount.lineTitle', { name: priced.name }) : t('discount.orderTitle')}
      codes={codes}
      confirmLabel={t('discount.confirm')}
      busy={ask.busy}
      onConfirm={confirm}
    >
      <SegmentedControl<number | 'amount'>
        label={t('discount.howMuch')}
        showLabel
        wide
        value={percent}
        options={[
          ...percents.map((value) => ({ value, label: words(value) })),
          { value: 'amount', label: t('discount.amount') },
        ]}
        onChange={setPercent}
      />
      {percent === 'amount' && (
        <TextField
          label={t('discount.amountOff')}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          error={wrong ? t('line.amountWrong') : undefined}
          onChange={(next) => {
            setText(next);
            setWrong(false);
          }}
        />
      )}
      {given.length > 0 && (
        <Button busy={ask.busy} onClick={() => void set([])}>
          {t('discount.takeBack', { names: given.map(({ name }) => name).join(', ') })}
        </Button>
      )}
    </ReasonDialog>
  );
}
