import type { MenuModifier, MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useState } from 'react';
import { useCheckoutText } from '../text-checkout/text.ts';
import { Cancelled, useTill } from '../till/till.tsx';
import { OffSaleChoice } from './off-sale-choice.tsx';
import { type OffSale, returnTimeOf, suggestedClock } from './return-times.ts';
import { useSetAvailability } from './use-set-availability.ts';

/** What `AvailabilityDialog` needs: a product or a modifier, as the menu has it. */
export interface AvailabilityDialogProps {
  product?: MenuProduct | undefined;
  modifier?: MenuModifier | undefined;
  onClose(): void;
  /** Something went off sale or came back. */
  onChanged?(): void;
}

/** Takes a product or a modifier off sale, for now or up to a time, and brings it back. */
export function AvailabilityDialog({ product, modifier, onClose, onChanged }: AvailabilityDialogProps) {
  const { t } = useCheckoutText();
  const { zone, cafe } = useTill();
  const [how, setHow] = useState<OffSale>('open');
  const [clock, setClock] = useState(() => suggestedClock(new Date(), zone));
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const set = useSetAvailability(onChanged);
  const subject = product ?? modifier;
  if (!subject) return null;
  const target = product
    ? { kind: 'product' as const, id: product.productId, name: product.name }
    : { kind: 'modifier' as const, id: modifier?.modifierId ?? '', name: subject.name };
  const before = { available: subject.available, returnTime: subject.returnTime };
  const change = async (available: boolean) => {
    const given = { now: new Date(), zone, cutover: cafe.businessDayCutover, clock };
    setBusy(true);
    try {
      await set(target, { available, returnTime: available ? undefined : returnTimeOf(how, given) }, before);
      onClose();
    } catch (caught) {
      if (!(caught instanceof Cancelled)) setError(caught);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={target.name}
      size="s"
      footer={
        <>
          {!subject.available && (
            <Button size="l" variant="primary" busy={isBusy} onClick={() => void change(true)}>
              {t('availability.back')}
            </Button>
          )}
          <Button
            size="l"
            variant={subject.available ? 'primary' : 'secondary'}
            busy={isBusy}
            onClick={() => void change(false)}
          >
            {subject.available ? t('availability.off') : t('availability.changeTime')}
          </Button>
        </>
      }
    >
      <ErrorNotice error={error} />
      <p>
        {subject.available ? t('availability.isOn') : t('availability.isOff')}{' '}
        {!subject.available && subject.returnTime && (
          <>
            {t('availability.returns')} <ClockTime at={subject.returnTime} zone={zone} show="day" />
          </>
        )}
      </p>
      <OffSaleChoice how={how} clock={clock} onHow={setHow} onClock={setClock} />
    </Dialog>
  );
}
