import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import BadgePercent from 'lucide-react/icons/badge-percent';
import CircleHelp from 'lucide-react/icons/circle-question-mark';
import Gift from 'lucide-react/icons/gift';
import Pencil from 'lucide-react/icons/pencil';
import Tag from 'lucide-react/icons/tag';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMenu } from '../menu/use-menu.ts';
import { NoteAndCourse } from '../product/note-and-course.tsx';
import { useTill } from '../till/till.tsx';
import { changeLine } from './cart.ts';
import type { CartDialog, LineDialogProps } from './cart-dialogs.tsx';
import { cartStore } from './cart-store.ts';
import { orderChanges } from './change-order.ts';
import { useLineActions } from './line-actions.ts';
import styles from './line-dialog.module.css';

/** Everything that can be done with a line besides counting it. */
export function LineDialog({
  line,
  priced,
  ask,
  open,
  onClose,
}: LineDialogProps & { open(dialog: CartDialog): void }) {
  const { t } = useTranslation('pos');
  const till = useTill();
  const { index } = useMenu();
  const act = useLineActions(ask.ask, open);
  const [words, setWords] = useState({ note: line.note, course: line.course });
  const { lineId } = line;
  const changed = words.note.trim() !== line.note || words.course !== line.course;
  const finish = async () => {
    if (!changed) return onClose();
    const next = { note: words.note.trim(), course: words.course };
    if (!line.sent) {
      cartStore.getState().change((cart) => changeLine(cart, lineId, next));
      return onClose();
    }
    if (await ask.ask(() => orderChanges(till).annotate(lineId, next))) onClose();
  };
  const toDialog = (kind: CartDialog['kind'], label: string, Icon: typeof Gift, enabled = true) => (
    <Button size="l" icon={<Icon aria-hidden />} disabled={!enabled} onClick={() => open({ kind, lineId })}>
      {label}
    </Button>
  );
  const isLeft = line.quantity > 0;
  // What was given away is counted on its line, which a line with other choices would not take along.
  const canChange = isLeft && !line.comp && index.product(line.productId) !== undefined;
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={[priced.name, priced.variantName].filter(Boolean).join(', ')}
      footer={
        <Button variant="primary" busy={ask.busy} onClick={() => void finish()}>
          {t(changed ? 'line.save' : 'line.done')}
        </Button>
      }
    >
      <div className={styles.actions}>
        {toDialog('edit', t('line.edit'), Pencil, canChange)}
        {toDialog('comp', t('line.comp'), Gift, line.quantity > (line.comp?.quantity ?? 0))}
        {toDialog('discount', t('line.discount'), BadgePercent, isLeft)}
        {toDialog('price', t('line.setPrice'), Tag, isLeft)}
        {toDialog('why', t('why.open'), CircleHelp)}
        <Button
          size="l"
          icon={<Trash2 aria-hidden />}
          disabled={!isLeft}
          onClick={() => {
            onClose();
            act('remove', lineId);
          }}
        >
          {t('line.remove')}
        </Button>
      </div>
      <div className={styles.words}>
        <NoteAndCourse
          note={words.note}
          course={words.course}
          onChange={(change) => setWords((before) => ({ ...before, ...change }))}
        />
      </div>
    </Dialog>
  );
}
