import { Banner } from '@sippy/ui/components/banner';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { say } from '@sippy/ui/components/live-region';
import { TextField } from '@sippy/ui/components/text-field';
import { type FormEvent, useId, useState } from 'react';
import { cartStore } from '../cart/cart-store.ts';
import { useMemberText } from '../text-member/text.ts';
import { useTill } from '../till/till.tsx';
import { findMember, setMember } from './find-member.ts';
import styles from './member-dialog.module.css';
import { memberProblem } from './member-problem.ts';
import { noteUnreached } from './note-member.ts';

/** Looks a member up by what they name or show, and puts them on the sale. */
export function MemberDialog({ onClose }: { onClose(): void }) {
  const { t, words } = useMemberText();
  const till = useTill();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const form = useId();
  const look = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy || text.trim() === '') return;
    const { orderId } = cartStore.getState().cart;
    setBusy(true);
    setProblem('');
    try {
      const member = await findMember(till, text);
      await setMember(till, orderId, member);
      say(t('put', { name: member.name }));
      return onClose();
    } catch (error) {
      if (noteUnreached(error, till, orderId, text)) {
        say(t('noted.said'));
        return onClose();
      }
      setProblem(memberProblem(error, words));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('find.title')}
      description={t('find.hint')}
      size="s"
      footer={
        <Button variant="primary" type="submit" form={form} busy={isBusy}>
          {t('find.look')}
        </Button>
      }
    >
      <form id={form} className={styles.form} noValidate onSubmit={(event) => void look(event)}>
        <TextField
          label={t('find.label')}
          value={text}
          maxLength={100}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="search"
          dir="ltr"
          onChange={setText}
        />
        {problem && (
          <Banner tone="warn" role="alert">
            {problem}
          </Banner>
        )}
      </form>
    </Dialog>
  );
}
