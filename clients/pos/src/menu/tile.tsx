import type { MenuIndex } from '@sippy/order/selection';
import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { Kbd } from '@sippy/ui/components/kbd';
import { formatMoney } from '@sippy/ui/format/money';
import { formatTime } from '@sippy/ui/format/time';
import type { TFunction } from 'i18next';
import { type CSSProperties, memo } from 'react';
import { startOfMinute } from '../till/minute.ts';
import { offerOf } from './offer.ts';
import styles from './tile.module.css';

/** What a tile shows; it is drawn again only when one of these changes. */
export interface TileProps {
  product: MenuProduct;
  index: MenuIndex;
  /** Minute by which prices and dayparts go. */
  minute: number;
  currencyCode: string;
  zone: string;
  /** Words of the till; by the grid, as asking for them costs more than a tile. */
  t: TFunction<'pos'>;
  language: string;
  /** Number that picks it by keyboard. */
  code: string;
  /** Colour of its category; empty for none. */
  colour: string;
  /** It may well be out of sight. */
  late: boolean;
  /** Enter picks it while somebody searches. */
  active: boolean;
  /** It is the one that Tab comes to. */
  tabbable: boolean;
}

/** A product on the menu. What is done with it the grid hears, by `data-product`. */
export const Tile = memo(function Tile(props: TileProps) {
  const { product, index, minute, currencyCode, zone, t, language, code, colour } = props;
  const { late, active, tabbable } = props;
  const offer = offerOf(product, index, startOfMinute(minute));
  const price = formatMoney({ currencyCode, minor: offer.price }, language);
  const off = offer.state !== 'ON_SALE';
  return (
    <button
      type="button"
      data-product={product.productId}
      className={styles.tile}
      data-off={off || undefined}
      data-active={active || undefined}
      data-late={late || undefined}
      style={colour ? ({ '--category': colour } as CSSProperties) : undefined}
      tabIndex={tabbable ? 0 : -1}
      aria-keyshortcuts={[...code].join(' ')}
    >
      <span className={styles.name}>{product.name}</span>
      <span className={styles.foot}>
        {off ? (
          <span className={styles.state}>{stateText()}</span>
        ) : (
          <span className={styles.price} data-reduced={offer.reduced || undefined}>
            {offer.from ? t('menu.from', { price }) : price}
          </span>
        )}
        <span className={styles.key} aria-hidden="true">
          <Kbd>{code}</Kbd>
        </span>
      </span>
    </button>
  );

  function stateText(): string {
    if (offer.state === 'OUTSIDE_DAYPART') return t('menu.onlyIn', { dayparts: offer.dayparts.join(', ') });
    if (!offer.returnTime) return t('menu.soldOut');
    return t('menu.soldOutUntil', { time: formatTime(offer.returnTime, zone, language) });
  }
});
