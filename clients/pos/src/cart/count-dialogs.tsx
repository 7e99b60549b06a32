import { type ChangeReason, ChangeReasonCode } from '@sippy/proto/web/order/v1/order';
import { QuantityStepper } from '@sippy/ui/components/stepper';
import { ReasonDialog } from '@sippy/ui/patterns/reason-dialog';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTill } from '../till/till.tsx';
import type { LineDialogProps } from './cart-dialogs.tsx';
import { orderChanges } from './change-order.ts';
import styles from './count-dialogs.module.css';

const voidCodes = [
  ChangeReasonCode.MISTAKE,
  ChangeReasonCode.GUEST_REQUEST,
  ChangeReasonCode.OUT_OF_STOCK,
  ChangeReasonCode.DUPLICATE,
  ChangeReasonCode.OTHER,
];
const compCodes = [
  ChangeReasonCode.QUALITY,
  ChangeReasonCode.LATE,
  ChangeReasonCode.GOODWILL,
  ChangeReasonCode.STAFF,
  ChangeReasonCode.OTHER,
];

/** Takes some of a line off although the kitchen knows of them. */
export function VoidDialog({ line, priced, ask, onClose }: LineDialogProps) {
  const till = useTill();
  return (
    <CountDialog
      words="void"
      danger
      name={priced.name}
      most={line.quantity}
      codes={voidCodes}
      busy={ask.busy}
      onClose={onClose}
      onConfirm={async (quantity, reason) => {
        if (await ask.ask(() => orderChanges(till).void(line.lineId, quantity, reason))) onClose();
      }}
    />
  );
}

/** Makes some of a line free of charge. */
export function CompDialog({ line, priced, ask, onClose }: LineDialogProps) {
  const till = useTill();
  return (
    <CountDialog
      words="comp"
      name={priced.name}
      most={line.quantity - (line.comp?.quantity ?? 0)}
      codes={compCodes}
      busy={ask.busy}
      onClose={onClose}
      onConfirm={async (quantity, reason) => {
        if (await ask.ask(() => orderChanges(till).comp(line.lineId, quantity, reason))) onClose();
      }}
    />
  );
}

function CountDialog(props: {
  words: 'void' | 'comp';
  danger?: boolean;
  name: string;
  most: number;
  codes: readonly ChangeReasonCode[];
  busy: boolean;
  onClose(): void;
  onConfirm(quantity: number, reason: ChangeReason): Promise<void>;
}) {
  const { words, name, most } = props;
  const { t } = useTranslation('pos');
  const [quantity, setQuantity] = useState(most);
  const count = Math.min(quantity, most);
  return (
    <ReasonDialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={t(`line.${words}Title`, { name })}
      description={t(`line.${words}Hint`)}
      codes={props.codes}
      confirmLabel={t(`line.${words}Confirm`, { count })}
      danger={props.danger}
      busy={props.busy}
      onConfirm={(reason) => void props.onConfirm(count, reason)}
    >
      {most > 1 && (
        <div className={styles.count}>
          <span>{t('line.howMany', { most })}</span>
          <QuantityStepper
            label={t('line.howMany', { most })}
            value={count}
            min={1}
            max={most}
            onChange={setQuantity}
          />
        </div>
      )}
    </ReasonDialog>
  );
}
