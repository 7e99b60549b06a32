import { SippyError } from '@sippy/sdk/web';
import { Banner } from '@sippy/ui/components/banner';
import { Button } from '@sippy/ui/components/button';
import { Skeleton } from '@sippy/ui/components/skeleton';
import { Slider } from '@sippy/ui/components/slider';
import { formatMoney } from '@sippy/ui/format/money';
import { Money } from '@sippy/ui/patterns/money';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useState } from 'react';
import type { RunningSale } from '../checkout/use-sale.ts';
import { useMemberText } from '../text-member/text.ts';
import { useTill } from '../till/till.tsx';
import { memberProblem } from './member-problem.ts';
import { pointStops } from './point-stops.ts';
import styles from './points-panel.module.css';

/** How many points pay: between the bounds that the server tells, with what is left to pay beside it. */
export function PointsPanel(props: { running: RunningSale; customerId: string; isBusy: boolean }) {
  const { running, customerId, isBusy } = props;
  const { sale, pay, place } = running;
  const { t, language, words } = useMemberText();
  const [wanted, setWanted] = useState<bigint>();
  // Points are quoted for an order that stands.
  useEffect(() => {
    if (sale.stage === 'ready' && !sale.problem) place();
  }, [sale.stage, sale.problem, place]);
  const most = useQuote(running, customerId, 0n);
  const stops = most.data ? pointStops(most.data.leastPoints, most.data.mostPoints) : [];
  const points = wanted ?? stops.at(-1) ?? 0n;
  const asked = useDeferredValue(points);
  const quote = useQuote(running, customerId, asked);
  if (most.error) return <Problem text={memberProblem(most.error, words)} />;
  if (!most.data) return sale.problem ? null : <Skeleton className={styles.room} />;
  if (stops.length === 0) return <Problem text={memberProblem(refusalOf(most.data), words)} />;
  const chosen = quote.data?.points === points ? quote.data : undefined;
  const text = t('points', { count: Number(points) });
  const amount = chosen?.amount ? formatMoney(chosen.amount, language) : '…';
  return (
    <div className={styles.panel}>
      <Slider
        label={t('redeem.howMany')}
        value={Math.max(stops.indexOf(points), 0)}
        last={stops.length - 1}
        valueText={`${text}, ${amount}`}
        disabled={isBusy}
        onChange={(at) => setWanted(stops[at])}
      />
      <dl className={styles.figures} aria-live="polite">
        <div>
          <dt>{text}</dt>
          <dd>{chosen ? <Money amount={chosen.amount} /> : '…'}</dd>
        </div>
        <div>
          <dt>{t('redeem.rest')}</dt>
          <dd>{chosen ? <Money amount={chosen.rest} /> : '…'}</dd>
        </div>
      </dl>
      {quote.error && <Problem text={memberProblem(quote.error, words)} />}
      <Button
        size="xl"
        variant="primary"
        busy={isBusy}
        disabled={chosen?.reason !== ''}
        onClick={() => pay({ tender: 'points', points, customerId })}
      >
        {t('redeem.pay', { amount })}
      </Button>
    </div>
  );
}

const refusalOf = ({ reason, message }: { reason: string; message: string }) =>
  new SippyError('FAILED_PRECONDITION', message, { reason });

function Problem({ text }: { text: string }) {
  return (
    <Banner tone="warn" role="status">
      {text}
    </Banner>
  );
}

function useQuote({ sale }: RunningSale, customerId: string, points: bigint) {
  const { sippy, cafe } = useTill();
  const { cafeId } = cafe;
  const { order } = sale;
  const orderId = sale.cart.orderId;
  return useQuery({
    queryKey: ['points-quote', orderId, String(order?.version ?? 0n), customerId, String(points)],
    queryFn: () => sippy.loyalty.quotePoints({ cafeId, orderId, customerId, points }),
    enabled: sale.stage === 'placed',
    staleTime: 10_000,
    retry: 1,
  });
}
