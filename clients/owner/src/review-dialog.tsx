import { type HeldEarning, ReviewStatus } from '@sippy/proto/web/loyalty/v1/guard';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { TextField } from '@sippy/ui/components/text-field';
import { useToasts } from '@sippy/ui/components/toast';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './page.module.css';
import { MemberName, useReview } from './review-context.tsx';
import { useAct } from './use-act.ts';

/** What can be decided about an order that is held. */
export type Decision = typeof ReviewStatus.RELEASED | typeof ReviewStatus.REFUSED;

/** Asks before an order is released or refused, for good; refusing needs a reason. */
export function ReviewDialog(props: {
  earning: HeldEarning;
  decision: Decision;
  onClose(): void;
  onDecided(): void;
}) {
  const { earning, decision, onClose, onDecided } = props;
  const { t } = useTranslation('owner');
  const { sippy } = useReview();
  const { show } = useToasts();
  const { isBusy, act } = useAct();
  const [note, setNote] = useState('');
  const [isAsked, setAsked] = useState(false);
  // The same in each try, so that a lost answer is no second decision.
  const [requestId] = useState(() => crypto.randomUUID());
  const form = useId();
  const key = decision === ReviewStatus.REFUSED ? 'refuse' : 'release';
  const isMissing = key === 'refuse' && note.trim() === '';
  const { cafeId, orderId } = earning;
  const decide = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (isMissing || isBusy) return;
    let earned = 0n;
    const isDone = await act(async () => {
      const what = { cafeId, orderId, decision, note: note.trim() };
      earned = (await sippy.loyalty.reviewEarning({ requestId, ...what })).points;
    });
    if (!isDone) return;
    onClose();
    onDecided();
    show({ text: t(`held.${key}.done`, { points: String(earned) }), tone: 'ok' });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(`held.${key}.title`, { points: String(earning.points) })}
      description={t(`held.${key}.text`)}
      size="s"
      dismissible={!isBusy}
      footer={
        <Button variant={key === 'refuse' ? 'danger' : 'primary'} type="submit" form={form} busy={isBusy}>
          {t(`held.${key}.confirm`)}
        </Button>
      }
    >
      <form id={form} className={styles.form} noValidate onSubmit={(event) => void decide(event)}>
        <p>
          <MemberName customerId={earning.customerId} /> · <bdi>{earning.businessDay}</bdi>
        </p>
        <TextField
          label={t(`held.${key}.note`)}
          value={note}
          maxLength={200}
          autoComplete="off"
          onChange={setNote}
          error={isAsked && isMissing ? t('held.refuse.noteMissing') : undefined}
        />
      </form>
    </Dialog>
  );
}
