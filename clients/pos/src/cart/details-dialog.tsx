import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { TextField } from '@sippy/ui/components/text-field';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import { changeDetails } from './cart.ts';
import { cartStore, useCart } from './cart-store.ts';
import { orderChanges } from './change-order.ts';
import styles from './details-dialog.module.css';

/** Name to call out, table, and a note about the whole order. */
export function DetailsDialog({ ask, onClose }: { ask: Ask; onClose(): void }) {
  const { t } = useTranslation('pos');
  const till = useTill();
  const cart = useCart();
  const [words, setWords] = useState({ customerName: cart.customerName, table: cart.table, note: cart.note });
  const set = (part: Partial<typeof words>) => setWords((before) => ({ ...before, ...part }));
  const save = async (event?: FormEvent) => {
    event?.preventDefault();
    const next = {
      customerName: words.customerName.trim(),
      table: words.table.trim(),
      note: words.note.trim(),
    };
    if (!cart.order) {
      cartStore.getState().change((now) => changeDetails(now, next));
      return onClose();
    }
    if (await ask.ask(() => orderChanges(till).details(next))) onClose();
  };
  const name = (
    <TextField
      key="name"
      label={t('details.name')}
      value={words.customerName}
      maxLength={80}
      autoComplete="off"
      onChange={(customerName) => set({ customerName })}
    />
  );
  const table = (
    <TextField
      key="table"
      label={t('details.table')}
      value={words.table}
      maxLength={20}
      autoComplete="off"
      onChange={(table) => set({ table })}
    />
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('details.title')}
      footer={
        <Button variant="primary" busy={ask.busy} onClick={() => void save()}>
          {t('details.save')}
        </Button>
      }
    >
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        {cart.kind === OrderKind.DINE_IN ? [table, name] : [name, table]}
        <TextField
          label={t('details.note')}
          hint={t('details.noteHint')}
          value={words.note}
          maxLength={500}
          autoComplete="off"
          onChange={(note) => set({ note })}
        />
        <input type="submit" hidden />
      </form>
    </Dialog>
  );
}
