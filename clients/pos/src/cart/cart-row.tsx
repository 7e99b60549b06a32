import { Badge } from '@sippy/ui/components/badge';
import { formatMoney } from '@sippy/ui/format/money';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import styles from './cart-row.module.css';
import type { PricedCartLine } from './price-cart.ts';
import { isSamePrice } from './use-priced-cart.ts';

/** A line as the cart shows it; drawn again only when one of these changes. */
export interface CartRowProps {
  priced: PricedCartLine;
  currencyCode: string;
  /** Words of the till; by the list, as asking for them costs more than a row. */
  t: TFunction<'pos'>;
  language: string;
  selected: boolean;
}

/** One line. What is done with it the list hears, by `data-line`. */
export const CartRow = memo(function CartRow(props: CartRowProps) {
  const { priced, currencyCode, t, language, selected } = props;
  const { line } = priced;
  const money = (minor: bigint) => <bdi>{formatMoney({ currencyCode, minor }, language)}</bdi>;
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
          {marksOf(priced, t)}
        </span>
        <span className={styles.amounts}>
          {priced.discount > 0n && (
            <s className={styles.before}>
              <span className={styles.spoken}>{t('cart.before')}</span>
              {money(priced.amount)}
            </s>
          )}
          {money(priced.left)}
        </span>
      </button>
    </li>
  );
}, isSameRow);

function isSameRow(some: CartRowProps, other: CartRowProps): boolean {
  return (
    some.selected === other.selected &&
    some.currencyCode === other.currencyCode &&
    some.language === other.language &&
    some.t === other.t &&
    (some.priced === other.priced || isSamePrice(some.priced, other.priced))
  );
}

function marksOf(priced: PricedCartLine, t: CartRowProps['t']) {
  const { line } = priced;
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
