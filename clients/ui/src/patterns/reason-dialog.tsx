import { type ChangeReason, ChangeReasonCode } from '@sippy/proto/web/order/v1/order';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { SegmentedControl } from '../components/segmented.tsx';
import { TextField } from '../components/text-field.tsx';

/** What is asked and of what the answer may be. */
export interface ReasonDialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: ReactNode;
  description?: ReactNode;
  /** The reasons to choose from, the most frequent first. */
  codes: readonly ChangeReasonCode[];
  /** The word on the button that does it. */
  confirmLabel: string;
  danger?: boolean | undefined;
  busy?: boolean | undefined;
  onConfirm(reason: ChangeReason): void;
  /** What belongs to the same question, such as an amount. */
  children?: ReactNode;
}

/** Asks why something is changed; another reason than those given needs a note. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { open, onOpenChange, title, description, confirmLabel, danger, busy, children } = props;
  const { t } = useTranslation('ui');
  const { reason, missing, fields } = useReason(props.codes, open);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      dismissible={!busy}
      footer={
        <>
          <Button disabled={busy} onClick={() => onOpenChange(false)}>
            {t('dialog.cancel')}
          </Button>
          <Button
            variant={danger ? 'danger' : 'primary'}
            busy={busy}
            disabled={missing}
            onClick={() => props.onConfirm(reason)}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
      {fields}
    </Dialog>
  );
}

function useReason(codes: readonly ChangeReasonCode[], open: boolean) {
  const { t } = useTranslation('ui');
  const [code, setCode] = useState<ChangeReasonCode>();
  const [note, setNote] = useState('');
  const [wasOpen, setWasOpen] = useState(open);
  if (open !== wasOpen) {
    // Each question begins without an answer.
    setWasOpen(open);
    setCode(undefined);
    setNote('');
  }
  const noteNeeded = code === ChangeReasonCode.OTHER;
  const fields = (
    <>
      <SegmentedControl
        label={t('reason.label')}
        showLabel
        look="tiles"
        value={code}
        onChange={setCode}
        options={codes.map((value) => ({ value, label: t(`reason.code.${reasonName(value)}`) }))}
      />
      <TextField
        label={noteNeeded ? t('reason.noteNeeded') : t('reason.note')}
        value={note}
        maxLength={200}
        autoComplete="off"
        onChange={setNote}
      />
    </>
  );
  return {
    reason: { code: code ?? ChangeReasonCode.UNSPECIFIED, note: note.trim() },
    missing: code === undefined || (noteNeeded && note.trim() === ''),
    fields,
  };
}

/** GUEST_REQUEST of CHANGE_REASON_CODE_GUEST_REQUEST. */
function reasonName(code: ChangeReasonCode): string {
  return code.replace('CHANGE_REASON_CODE_', '');
}
