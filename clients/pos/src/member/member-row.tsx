import { Button } from '@sippy/ui/components/button';
import { IconButton } from '@sippy/ui/components/icon-button';
import { Kbd } from '@sippy/ui/components/kbd';
import IdCard from 'lucide-react/icons/id-card';
import X from 'lucide-react/icons/x';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { cartStore } from '../cart/cart-store.ts';
import { MemberBalance, MemberDialog, MemberVouchers, TierLine } from '../sell/late-parts.ts';
import type { Ask } from '../sell/use-ask.ts';
import { useTill } from '../till/till.tsx';
import styles from './member-row.module.css';
import { useMemberKey } from './use-member-key.ts';

/** The member on the sale, with what they have, or the way to find one. */
export function MemberRow({ ask }: { ask: Ask }) {
  const { t } = useTranslation('pos');
  const till = useTill();
  const member = useStore(cartStore, ({ cart }) => cart.member);
  const [isOpen, setOpen] = useState(false);
  const row = useMemberKey(() => setOpen(true));
  const takeOff = () =>
    ask.ask(async () => {
      const { setMember } = await import('./find-member.ts');
      await setMember(till, cartStore.getState().cart.orderId, undefined);
    });
  return (
    <div ref={row} className={styles.row}>
      <Button
        variant="quiet"
        className={styles.who ?? ''}
        icon={<IdCard aria-hidden />}
        aria-keyshortcuts="F3"
        onClick={() => setOpen(true)}
      >
        {member ? (
          <span className={styles.words}>
            <bdi className={styles.name}>
              {member.name || t(member.isNoted ? 'member.noted' : 'member.known')}
            </bdi>
            <span className={styles.points}>
              {member.isNoted ? (
                t('member.follows')
              ) : (
                <Suspense fallback="…">
                  <MemberBalance customerId={member.customerId} />
                </Suspense>
              )}
            </span>
            {member.customerId && (
              <Suspense fallback={null}>
                <TierLine customerId={member.customerId} />
              </Suspense>
            )}
          </span>
        ) : (
          <>
            {t('member.find')} <Kbd>F3</Kbd>
          </>
        )}
      </Button>
      {member?.customerId && (
        <Suspense fallback={null}>
          <MemberVouchers member={member} ask={ask} />
        </Suspense>
      )}
      {member && (
        <IconButton label={t('member.takeOff')} icon={<X aria-hidden />} onClick={() => void takeOff()} />
      )}
      <Suspense fallback={null}>{isOpen && <MemberDialog onClose={() => setOpen(false)} />}</Suspense>
    </div>
  );
}
