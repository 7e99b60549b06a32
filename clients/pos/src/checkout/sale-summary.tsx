import type { Money as Amount } from '@sippy/proto/web/type/v1/money';
import { Money } from '@sippy/ui/patterns/money';
import { useQueryClient } from '@tanstack/react-query';
import { knowLine } from '../cart/known-line.ts';
import { type LoadedMenu, menuQuery } from '../menu/load-menu.ts';
import { useCheckoutText } from '../text-checkout/text.ts';
import { useTill } from '../till/till.tsx';
import type { Sale } from './sale.ts';
import styles from './sale-summary.module.css';

/** What is to be paid in large figures, and what it is for. */
export function SaleSummary({ sale }: { sale: Sale }) {
  const { t } = useCheckoutText();
  const { currencyCode } = useTill();
  const { order, cart } = sale;
  const due = dueOf(sale);
  const total = order?.totals?.total?.minor ?? sale.shownTotal;
  const count = cart.lines.reduce((sum, line) => sum + line.quantity, 0);
  const who = [order?.number, cart.customerName, cart.table && t('summary.table', { table: cart.table })];
  return (
    <div className={styles.summary}>
      <div className={styles.amount}>
        <span className={styles.label}>{sale.stage === 'paid' ? t('summary.paid') : t('summary.due')}</span>
        <strong className={styles.due}>
          <Money amount={{ currencyCode, minor: sale.stage === 'paid' ? total : due }} />
        </strong>
        {due !== total && sale.stage !== 'paid' && (
          <span className={styles.label}>
            {t('summary.ofTotal')} <Money amount={{ currencyCode, minor: total }} />
          </span>
        )}
      </div>
      <p className={styles.who}>{who.filter(Boolean).join(' · ') || t('summary.items', { count })}</p>
      <ul className={styles.lines} aria-label={t('summary.lines')}>
        {useSummaryLines(sale).map((line) => (
          <li key={line.id} className={styles.line}>
            <span className={styles.quantity}>{line.quantity}×</span>
            <span className={styles.name}>
              {line.name}
              {line.more && <span className={styles.more}>{line.more}</span>}
            </span>
            <Money amount={line.amount} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface SummaryLine {
  readonly id: string;
  readonly name: string;
  readonly more: string;
  readonly quantity: number;
  readonly amount: Amount | undefined;
}

/** The lines as the server has them; before that by their names on the menu, where it is at hand. */
function useSummaryLines({ order, cart, startedAt }: Sale): SummaryLine[] {
  const { cafe } = useTill();
  const { index } = useQueryClient().getQueryData<LoadedMenu>(menuQuery(cafe.cafeId).queryKey) ?? {};
  const moreOf = (...names: string[]) => names.filter(Boolean).join(', ');
  const placed = (order?.lines ?? []).map((line) => ({
    id: line.lineId,
    name: line.productName,
    more: moreOf(line.variantName, ...line.modifiers.map(({ name }) => name)),
    quantity: line.quantity,
    amount: line.totalAmount,
  }));
  const there = new Set(placed.map(({ id }) => id));
  const added = cart.lines.flatMap((line) => {
    if (line.sent || there.has(line.lineId) || !index) return [];
    const { name, variantName, modifiers } = knowLine(line, cart, index, cafe, new Date(startedAt));
    const more = moreOf(variantName, ...modifiers.map((modifier) => modifier.name));
    return [{ id: line.lineId, name, more, quantity: line.quantity, amount: undefined }];
  });
  return [...placed, ...added].filter(({ quantity }) => quantity > 0);
}

/** What is still to be paid, in minor units: the server's word where there is one. */
export function dueOf(sale: Sale): bigint {
  return sale.left ?? sale.order?.totals?.due?.minor ?? sale.shownTotal;
}
