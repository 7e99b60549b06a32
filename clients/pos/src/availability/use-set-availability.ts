import { useToasts } from '@sippy/ui/components/toast';
import { v7 as newId } from 'uuid';
import { useErrorText } from '../receipt/use-error-text.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';

/** What is taken off sale or brought back. */
export interface Target {
  readonly kind: 'product' | 'modifier';
  readonly id: string;
  readonly name: string;
}

/** Whether something is on sale, and when it comes back by itself. */
export interface Availability {
  readonly available: boolean;
  readonly returnTime: Date | undefined;
}

/** Sets whether something is on sale and offers to undo it. Setting the same twice changes nothing more. */
export function useSetAvailability(onChanged?: () => void) {
  const { t } = useCheckoutText();
  const { cafe, authorised } = useTill();
  const { show } = useToasts();
  const errorText = useErrorText();
  const { cafeId } = cafe;
  const set = ({ kind, id }: Target, to: Availability) => {
    const requestId = newId();
    return authorised<unknown>('catalog.availability', ({ catalog }) =>
      kind === 'product'
        ? catalog.setProductAvailability({ requestId, cafeId, productId: id, ...to })
        : catalog.setModifierAvailability({ requestId, cafeId, modifierId: id, ...to }),
    );
  };
  const undo = (target: Target, before: Availability) =>
    set(target, before).then(onChanged, (error) => show({ text: errorText(error), tone: 'danger' }));
  return async (target: Target, to: Availability, before: Availability) => {
    await set(target, to);
    onChanged?.();
    show({
      text: t(to.available ? 'availability.cameBack' : 'availability.wentOff', { name: target.name }),
      tone: 'ok',
      undo: () => void undo(target, before),
    });
  };
}
