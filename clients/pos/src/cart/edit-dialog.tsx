import type { MenuModifier, MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as newId } from 'uuid';
import { ProductDialog } from '../product/product-dialog.tsx';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { type CartLine, changeLine, type LineDraft } from './cart.ts';
import { cartStore } from './cart-store.ts';
import { changeChoices } from './change-choices.ts';

/** What a line is, and what its dialog is opened for. */
export interface EditDialogProps {
  line: CartLine;
  product: MenuProduct;
  ask: Ask;
  onClose(): void;
  onHoldModifier(modifier: MenuModifier): void;
}

/** Other choices for a line: here where it is new; a sent one gives way to a line with them, in one press. */
export function EditDialog({ line, product, ask, onClose, onHoldModifier }: EditDialogProps) {
  const { t } = useTranslation('pos');
  const till = useTill();
  // The same in each try, so that a lost answer makes no second line.
  const [newLineId] = useState(() => newId());
  const done = async (draft: LineDraft) => {
    if (!line.sent) {
      cartStore.getState().change((now) => changeLine(now, line.lineId, draft));
      return onClose();
    }
    const note = t('line.changedReason');
    if (!(await ask.ask(() => changeChoices(till, line, { ...draft, lineId: newLineId }, note)))) return;
    cartStore.getState().select(newLineId);
    onClose();
  };
  return (
    <ProductDialog
      product={product}
      line={line}
      busy={ask.busy}
      onClose={onClose}
      onHoldModifier={onHoldModifier}
      onDone={(draft) => void done(draft)}
    />
  );
}
