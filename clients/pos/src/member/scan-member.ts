/** What a scan on the till leads to. */
import { say } from '@sippy/ui/components/live-region';
import type { Toasts } from '@sippy/ui/components/toast';
import type { i18n } from 'i18next';
import { cartStore } from '../cart/cart-store.ts';
import { memberWords } from '../text-member/text.ts';
import type { Till } from '../till/till.tsx';
import { findMember, setMember } from './find-member.ts';
import { memberProblem } from './member-problem.ts';

/** Puts the member whose card was scanned on the sale, or says why not. */
export async function scanMember(till: Till, scanned: string, toasts: Toasts, words: i18n): Promise<void> {
  const { orderId } = cartStore.getState().cart;
  await memberWords;
  const t = words.getFixedT(words.language, 'member');
  try {
    const member = await findMember(till, scanned);
    await setMember(till, orderId, member);
    say(t('put', { name: member.name }));
  } catch (error) {
    const text = memberProblem(error, words);
    if (text) toasts.show({ text, tone: 'warn', forMs: 8000 });
  }
}
