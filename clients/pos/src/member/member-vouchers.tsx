import { SippyError } from '@sippy/sdk/web';
import { Button } from '@sippy/ui/components/button';
import { IconButton } from '@sippy/ui/components/icon-button';
import Ticket from 'lucide-react/icons/ticket';
import { useState } from 'react';
import { useStore } from 'zustand';
import { cartStore } from '../cart/cart-store.ts';
import type { Ask } from '../sell/use-ask.ts';
import { useMemberText } from '../text-member/text.ts';
import { useTill } from '../till/till.tsx';
import type { CartMember } from './cart-member.ts';
import styles from './member-vouchers.module.css';
import { useVouchers } from './use-vouchers.ts';
import { todayIn, voucherUse } from './voucher-use.ts';
import { VouchersDialog } from './vouchers-dialog.tsx';

/** How many vouchers of a member can be used on the sale, and the way to them. Nothing where there is no programme. */
export function MemberVouchers({ member, ask }: { member: CartMember; ask: Ask }) {
  const { t } = useMemberText();
  const { cafe, zone } = useTill();
  const orderId = useStore(cartStore, ({ cart }) => cart.orderId);
  const [isOpen, setOpen] = useState(false);
  const { data = [], error } = useVouchers(member.customerId);
  if (error instanceof SippyError && error.reason === 'NO_PROGRAMME') return null;
  const place = { cafeId: cafe.cafeId, orderId, today: todayIn(zone) };
  const count = data.filter((voucher) => voucherUse(voucher, place) === 'free').length;
  return (
    <>
      {count === 0 ? (
        <IconButton label={t('vouchers.title')} icon={<Ticket aria-hidden />} onClick={() => setOpen(true)} />
      ) : (
        <Button
          variant="quiet"
          className={styles.button ?? ''}
          icon={<Ticket aria-hidden />}
          // In some languages the words for one have no number.
          aria-label={`${t('vouchers.title')}: ${count}`}
          title={t('vouchers.open', { count })}
          onClick={() => setOpen(true)}
        >
          {count}
        </Button>
      )}
      {isOpen && <VouchersDialog member={member} place={place} ask={ask} onClose={() => setOpen(false)} />}
    </>
  );
}
