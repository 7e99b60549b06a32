/** What a scan on the till leads to. */
import { say } from '@sippy/ui/components/live-region';
import type { Toasts } from '@sippy/ui/components/toast';
import type { i18n } from 'i18next';
import { cartStore } from '../cart/cart-store.ts';
import { memberWords } from '../text-member/text.ts';
import type { Till } from '../till/till.tsx';
import { applyVoucher, claimVoucher } from './change-vouchers.ts';
import { findMember, setMember } from './find-member.ts';
import { memberProblem } from './member-problem.ts';
import { noteUnreached } from './note-member.ts';
import { voucherProblem } from './voucher-problem.ts';
import { isVoucherCode } from './voucher-use.ts';

/** Puts the member whose card was scanned on the sale, or what a voucher's code is for; or says why not. */
export async function scanMember(till: Till, scanned: string, toasts: Toasts, words: i18n): Promise<void> {
  const { orderId, member: current } = cartStore.getState().cart;
  await memberWords;
  const t = words.getFixedT(words.language, 'member');
  const isCode = isVoucherCode(scanned);
  const warn = (text: string) => text && toasts.show({ text, tone: 'warn', forMs: 8000 });
  if (isCode && !current) return void warn(t('vouchers.memberFirst'));
  try {
    if (isCode && current) {
      const { voucherId, terms } = await claimVoucher(till, current.customerId, scanned);
      if (cartStore.getState().cart.orderId !== orderId) return;
      await applyVoucher(till, current.customerId, voucherId);
      return say(t('vouchers.put', { name: terms?.name }));
    }
    const member = await findMember(till, scanned);
    await setMember(till, orderId, member);
    say(t('put', { name: member.name }));
  } catch (error) {
    if (!isCode && noteUnreached(error, till, orderId, scanned)) return void say(t('noted.said'));
    warn(isCode ? voucherProblem(error, words) : memberProblem(error, words));
  }
}
