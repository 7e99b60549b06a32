import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** A question with two answers. */
export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange(open: boolean): void;
  title: ReactNode;
  /** What will happen. */
  description?: ReactNode;
  /** The word on the button that does it: say what it does, never "OK". */
  confirmLabel: string;
  cancelLabel?: string | undefined;
  /** For what cannot be undone. */
  danger?: boolean | undefined;
  busy?: boolean | undefined;
  onConfirm(): void;
  children?: ReactNode;
}

/** Asks before something is done; whoever opened it closes it when that is done. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    open,
    onOpenChange,
    title,
    description,
    confirmLabel,
    cancelLabel,
    danger,
    busy,
    onConfirm,
    children,
  } = props;
  const { t } = useTranslation('ui');
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      size="s"
      dismissible={!busy}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)} disabled={busy}>
            {cancelLabel ?? t('dialog.cancel')}
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
