import type { MoneyTransfer } from '@sippy/proto/web/settlement/v1/settlement';
import { EmptyState } from '@sippy/ui/components/empty-state';
import { List, ListRow } from '@sippy/ui/components/list';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { TextField } from '@sippy/ui/components/text-field';
import { minorDigits, parseAmount } from '@sippy/ui/format/money';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAccounts } from './accounts-context.tsx';
import styles from './page.module.css';

/** What of a transfer is neither paid nor being paid by card, in minor units. */
export const openOf = ({ amount, paid, held }: MoneyTransfer) =>
  (amount?.minor ?? 0n) - (paid?.minor ?? 0n) - (held?.minor ?? 0n);

/** How much is to be paid, and with which card: where no real money moves, one of those for trying. */
export function CardChoice(props: {
  transfer: MoneyTransfer;
  isBusy: boolean;
  onPay(minor: bigint, paymentMethodId: string): void;
}) {
  const { transfer, isBusy, onPay } = props;
  const { t } = useTranslation('owner');
  const { sippy, organisationId } = useAccounts();
  const currencyCode = transfer.amount?.currencyCode ?? '';
  const digits = minorDigits(currencyCode);
  const [text, setText] = useState((Number(openOf(transfer)) / 10 ** digits).toFixed(digits));
  const minor = parseAmount(text, currencyCode) ?? 0n;
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['test-cards', organisationId],
    queryFn: async () => (await sippy.bill.listBillTestCards({ organisationId })).cards,
    staleTime: 600_000,
  });
  if (isPending) return <Skeleton lines={6} />;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data.length === 0) return <EmptyState title={t('card.none')}>{t('card.noneHint')}</EmptyState>;
  return (
    <div className={styles.form}>
      <TextField
        label={t('amount')}
        inputMode="decimal"
        value={text}
        onChange={setText}
        error={minor > 0n ? undefined : t('payments.amountWrong')}
      />
      <p>{t('card.test')}</p>
      <List label={t('card.testCards')}>
        {data.map(({ paymentMethodId, name, whatHappens }) => (
          <ListRow
            key={paymentMethodId}
            title={name}
            detail={whatHappens}
            disabled={isBusy || minor <= 0n}
            onPress={() => onPay(minor, paymentMethodId)}
          />
        ))}
      </List>
    </div>
  );
}
