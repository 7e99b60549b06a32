import { EmptyState } from '@sippy/ui/components/empty-state';
import { List, ListRow } from '@sippy/ui/components/list';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { ErrorNotice } from '@sippy/ui/patterns/error-notice';
import { useQuery } from '@tanstack/react-query';
import CreditCard from 'lucide-react/icons/credit-card';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import styles from './card-panel.module.css';

/** Takes a card at the reader. Where no real money moves, one of the cards for trying is chosen instead. */
export function CardPanel({ isBusy, onPay }: { isBusy: boolean; onPay(paymentMethodId: string): void }) {
  const { t } = useCheckoutText();
  const { sippy, cafe } = useTill();
  const { cafeId } = cafe;
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['test-cards', cafeId],
    queryFn: async () => (await sippy.payment.listTestCards({ cafeId })).cards,
    staleTime: 600_000,
  });
  if (isPending) return <Skeleton className={styles.room} />;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (data.length === 0)
    return (
      <EmptyState icon={<CreditCard aria-hidden />} title={t('card.noReader')}>
        {t('card.noReaderHint')}
      </EmptyState>
    );
  return (
    <div className={styles.cards}>
      <p>{t('card.testReader')}</p>
      <List label={t('card.testCards')}>
        {data.map(({ paymentMethodId, name, whatHappens }) => (
          <ListRow
            key={paymentMethodId}
            leading={<CreditCard aria-hidden />}
            title={name}
            detail={whatHappens}
            disabled={isBusy}
            onPress={() => onPay(paymentMethodId)}
          />
        ))}
      </List>
    </div>
  );
}
