import { SippyError } from '@sippy/sdk/web';
import type { i18n } from 'i18next';
import { Cancelled } from '../till/till.tsx';
import { memberProblem } from './member-problem.ts';

const unreached: ReadonlySet<string> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Why a voucher cannot be used now, in plain words; nothing for what somebody gave up themselves. */
export function voucherProblem(error: unknown, words: i18n): string {
  const t = words.getFixedT(words.language, 'member');
  if (error instanceof SippyError) {
    const { reason, code, metadata, retryAfterMs } = error;
    if (reason === 'VOUCHER_UNFIT' && metadata.misfit) return t(`misfit.${metadata.misfit}`);
    if (reason === 'TOO_MANY_REQUESTS')
      return t('vouchers.wait', { count: Math.ceil((retryAfterMs ?? 60_000) / 1000) });
    if (unreached.has(reason || code)) return t('vouchers.offline');
  }
  return memberProblem(error, words);
}

/** Waits for work with a voucher. Why it did not work is told here, and to nobody else. */
export async function orTold(
  work: Promise<unknown>,
  words: i18n,
  tell: (text: string) => void,
): Promise<void> {
  try {
    await work;
  } catch (error) {
    const text = voucherProblem(error, words);
    if (text) tell(text);
    throw new Cancelled('told');
  }
}
