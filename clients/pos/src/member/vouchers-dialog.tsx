import type { Voucher } from '@sippy/proto/web/loyalty/v1/voucher';
import { Banner } from '@sippy/ui/components/banner';
import { Button } from '@sippy/ui/components/button';
import { Dialog } from '@sippy/ui/components/dialog';
import { List, ListRow } from '@sippy/ui/components/list';
import { say } from '@sippy/ui/components/live-region';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { TextField } from '@sippy/ui/components/text-field';
import { dateText } from '@sippy/ui/format/time';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Ask } from '../sell/use-ask.ts';
import { useMemberText } from '../text-member/text.ts';
import { useTill } from '../till/till.tsx';
import type { CartMember } from './cart-member.ts';
import { applyVoucher, claimVoucher, removeVoucher } from './change-vouchers.ts';
import { refreshVouchers, useVouchers } from './use-vouchers.ts';
import { orTold, voucherProblem } from './voucher-problem.ts';
import { type VoucherPlace, voucherUse } from './voucher-use.ts';
import { voucherWords } from './voucher-words.ts';
import styles from './vouchers-dialog.module.css';

/** What it is opened with. */
export interface VouchersDialogProps {
  member: CartMember;
  place: VoucherPlace;
  ask: Ask;
  onClose(): void;
}

/** A member's vouchers, to be put on the sale and taken off it, and a field for the code of another. */
export function VouchersDialog({ member, place, ask, onClose }: VouchersDialogProps) {
  const { t, words } = useMemberText();
  const till = useTill();
  const known = useQueryClient();
  const { customerId, name } = member;
  const { data, error } = useVouchers(customerId);
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const change = async (work: () => Promise<unknown>) => {
    setProblem('');
    const done = await ask.ask(() => orTold(work(), words, setProblem));
    await refreshVouchers(known);
    return done;
  };
  const use = async ({ voucherId, terms }: Voucher) => {
    if (!(await change(() => applyVoucher(till, customerId, voucherId)))) return;
    say(t('vouchers.put', { name: terms?.name }));
    onClose();
  };
  const claim = async (event: FormEvent) => {
    event.preventDefault();
    if (ask.busy || code.trim() === '') return;
    await change(async () => {
      const voucher = await claimVoucher(till, customerId, code);
      setCode('');
      await applyVoucher(till, customerId, voucher.voucherId);
      say(t('vouchers.put', { name: voucher.terms?.name }));
      onClose();
    });
  };
  const told = problem || (error ? voucherProblem(error, words) : '');
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={name ? t('vouchers.titleOf', { name }) : t('vouchers.title')}
      size="s"
    >
      <div className={styles.content}>
        {told && (
          <Banner tone="warn" role="alert">
            {told}
          </Banner>
        )}
        {!data && !error && <Skeleton className={styles.room} />}
        {data?.length === 0 && <p className={styles.none}>{t('vouchers.none')}</p>}
        {data && data.length > 0 && (
          <List label={t('vouchers.title')}>
            {data.map((voucher) => (
              <VoucherRow
                key={voucher.voucherId}
                voucher={voucher}
                place={place}
                isBusy={ask.busy}
                onUse={() => void use(voucher)}
                onTakeOff={() => void change(() => removeVoucher(till, voucher.voucherId))}
              />
            ))}
          </List>
        )}
        <form className={styles.code} noValidate onSubmit={(event) => void claim(event)}>
          <TextField
            label={t('vouchers.code')}
            hint={t('vouchers.codeHint')}
            value={code}
            maxLength={60}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            dir="ltr"
            onChange={setCode}
          />
          <Button type="submit" busy={ask.busy}>
            {t('vouchers.claim')}
          </Button>
        </form>
      </div>
    </Dialog>
  );
}

function VoucherRow(props: {
  voucher: Voucher;
  place: VoucherPlace;
  isBusy: boolean;
  onUse(): void;
  onTakeOff(): void;
}) {
  const { voucher, place, isBusy, onUse, onTakeOff } = props;
  const { t, language } = useMemberText();
  const { terms, firstDay, lastDay } = voucher;
  const name = terms?.name ?? '';
  const use = voucherUse(voucher, place);
  const day = dateText(use === 'later' ? firstDay : lastDay, language);
  const isUsable = use === 'free' || use === 'here';
  return (
    <ListRow
      title={name}
      detail={
        <>
          {terms && voucherWords(terms, t, language)}
          <br />
          {isUsable ? t('vouchers.until', { day }) : t(`vouchers.not.${use}`, { day })}
        </>
      }
      actions={
        isUsable && (
          <Button
            busy={isBusy}
            variant={use === 'free' ? 'primary' : 'secondary'}
            aria-label={t(use === 'free' ? 'vouchers.useNamed' : 'vouchers.takeOffNamed', { name })}
            onClick={use === 'free' ? onUse : onTakeOff}
          >
            {t(use === 'free' ? 'vouchers.use' : 'vouchers.takeOff')}
          </Button>
        )
      }
    />
  );
}
