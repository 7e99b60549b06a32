import { TierMeasure } from '@sippy/proto/web/loyalty/v1/tier';
import { formatMoney } from '@sippy/ui/format/money';
import { useMemberText } from '../text-member/text.ts';
import { useTill } from '../till/till.tsx';
import styles from './tier-line.module.css';
import { useTier } from './use-tier.ts';

/** The tier of a member and how far the next one is; nothing where a programme has none. */
export function TierLine({ customerId }: { customerId: string }) {
  const { t, language } = useMemberText();
  const { currencyCode } = useTill();
  const { data } = useTier(customerId);
  if (!data || (data.tier === '' && data.nextTier === '')) return null;
  const { tier, nextTier, missing, collected, measure } = data;
  const amount = formatMoney({ currencyCode, minor: missing }, language);
  const way =
    measure === TierMeasure.SPEND
      ? t('tier.missingSpend', { amount, tier: nextTier })
      : t('tier.missingPoints', { count: Number(missing), tier: nextTier });
  return (
    <span className={styles.line}>
      {tier && <span className={styles.tier}>{tier}</span>}
      {nextTier && (
        <>
          <span className={styles.way}>{way}</span>
          <progress
            className={styles.bar}
            aria-hidden="true"
            max={Number(collected + missing)}
            value={Number(collected)}
          />
        </>
      )}
    </span>
  );
}
