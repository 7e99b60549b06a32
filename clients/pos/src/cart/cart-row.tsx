import { Badge } from '@sippy/ui/components/badge';
import { Money } from '@sippy/ui/patterns/money';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { CartLine } from './cart.ts';
import styles from './cart-row.module.css';
import type { PricedCartLine } from './price-cart.ts';

/** A line as the cart shows it; drawn again only when one of these changes. */
export interface CartRowProps {
  line: CartLine;
  priced: PricedCartLine;
  currencyCode: string;
  selected: boolean;
}

/** One line. What is done with it the list hears, by `data-line`. */
export const CartRow = memo(function CartRow({ line, priced, currencyCode, selected }: CartRowProps) {
  const { t } = useTranslation('pos');
  const money = (minor: bigint) => ({ currencyCode, minor });
  const isVoid = line.quantity === 0;
  return (
    <li>
      <button
        type="button"
        data-line={line.lineId}
        data-void={isVoid || undefined}
        className={styles.row}
        aria-pressed={selected}
        tabIndex={selected ? 0 : -1}
      >
        <span className={styles.quantity}>{isVoid ? priced.voidedQuantity : line.quantity}</span>
        <span className={styles.words}>
          <span className={styles.name}>
            {priced.name} {priced.variantName && <span className={styles.variant}>{priced.variantName}</span>}
          </span>
          {priced.modifiers.length > 0 && (
            <span className={styles.detail}>
              {priced.modifiers
                .map(({ name, quantity }) => (quantity > 1 ? `${quantity}× ${name}` : name))
                .join(', ')}
            </span>
          )}
          {line.note && <span className={styles.detail}>“{line.note}”</span>}
          <Marks line={line} priced={priced} />
        </span>
        <span className={styles.amounts}>
          {priced.discount > 0n && (
            <s className={styles.before}>
              <span className={styles.spoken}>{t('cart.before')}</span>
              <Money amount={money(priced.amount)} />
            </s>
          )}
          <Money amount={money(priced.left)} />
        </span>
      </button>
    </li>
  );
});

function Marks({ line, priced }: Pick<CartRowProps, 'line' | 'priced'>) {
  const { t } = useTranslation('pos');
  const marks = [
    priced.problem && (
      <Badge key="problem" tone="danger">
        {t(`cart.problem.${priced.problem}`)}
      </Badge>
    ),
    line.sent && <Badge key="sent">{t('cart.sent')}</Badge>,
    priced.voidedQuantity > 0 && (
      <Badge key="voided" tone="warn">
        {t('cart.voided', { count: priced.voidedQuantity })}
      </Badge>
    ),
    line.comp && (
      <Badge key="comp" tone="ok">
        {t('cart.comped', { count: line.comp.quantity })}
      </Badge>
    ),
    line.priceOverride && (
      <Badge key="price" tone="info">
        {t('cart.priceSet')}
      </Badge>
    ),
    ...line.discounts.map(({ name }, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: discounts have no ids before the server gives them
      <Badge key={`discount${i}`} tone="ok">
        {name}
      </Badge>
    )),
    line.course > 1 && <Badge key="course">{t('product.courseLater', { number: line.course })}</Badge>,
  ].filter(Boolean);
  return marks.length > 0 ? <span className={styles.marks}>{marks}</span> : null;
}
