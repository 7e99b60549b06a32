import { Badge } from '@sippy/ui/components/badge';
import { ClockTime } from '@sippy/ui/patterns/clock-time';
import type { OrderBook } from '../live/order-book.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';

/** Says since when what is shown may be out of date. */
export function StaleBanner({ book }: { book: OrderBook }) {
  const { t } = useCheckoutText();
  const { zone } = useTill();
  if (!book.staleSince) return null;
  return (
    <Badge tone="warn">
      {t('orders.staleSince')} <ClockTime at={book.staleSince} zone={zone} show="exact" />
    </Badge>
  );
}
