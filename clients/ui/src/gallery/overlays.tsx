import { ChangeReasonCode } from '@sippy/proto/web/order/v1/order';
import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Sheet } from '../components/sheet.tsx';
import { ReasonDialog } from '../patterns/reason-dialog.tsx';
import { useTranslation } from '../text/text.ts';
import { Section, Specimen } from './specimen.tsx';

const kinds = ['dialog', 'confirm', 'sheet', 'reason'] as const;
const codes = [
  ChangeReasonCode.GUEST_REQUEST,
  ChangeReasonCode.MISTAKE,
  ChangeReasonCode.QUALITY,
  ChangeReasonCode.OUT_OF_STOCK,
  ChangeReasonCode.OTHER,
];

/** What lies over the page. */
export function Overlays() {
  const { t } = useTranslation('gallery');
  const [open, setOpen] = useState<(typeof kinds)[number]>();
  const close = () => setOpen(undefined);
  const of = (kind: (typeof kinds)[number]) => ({ open: open === kind, onOpenChange: close });
  const add = (
    <Button variant="primary" onClick={close}>
      {t('action.add')}
    </Button>
  );
  return (
    <Section title={t('sections.overlays')}>
      <Specimen wide>
        {kinds.map((kind) => (
          <Button key={kind} onClick={() => setOpen(kind)}>
            {t(`overlay.${kind}`)}
          </Button>
        ))}
      </Specimen>
      <Dialog {...of('dialog')} title={t('list.latte')} description={t('overlay.dialogText')} footer={add} />
      <ConfirmDialog
        {...of('confirm')}
        title={t('overlay.confirmTitle')}
        description={t('overlay.confirmText')}
        confirmLabel={t('overlay.confirmLabel')}
        danger
        onConfirm={close}
      />
      <Sheet {...of('sheet')} title={t('list.orders')} description={t('list.emptyText')} footer={add} />
      <ReasonDialog
        {...of('reason')}
        title={t('overlay.reasonTitle')}
        description={t('overlay.reasonText')}
        codes={codes}
        confirmLabel={t('action.void')}
        danger
        onConfirm={close}
      />
    </Section>
  );
}
