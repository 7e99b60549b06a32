import type { MenuIndex } from '@sippy/order/selection';
import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { type KeyboardEvent, memo, type RefObject, startTransition, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMinute } from '../till/minute.ts';
import { useTill } from '../till/till.tsx';
import { moveFocus } from './grid-focus.ts';
import { tileCode } from './keys.ts';
import { Tile } from './tile.tsx';
import styles from './tile-grid.module.css';
import { useInTurn } from './use-in-turn.ts';
import { useLongPress } from './use-long-press.ts';
import { usePlaces } from './use-places.ts';

/** A page of tiles and what is done with them. */
export interface TileGridProps {
  ref?: RefObject<HTMLDivElement | null>;
  /** Names the page, so that another one begins at its top. */
  page: string;
  products: readonly MenuProduct[];
  index: MenuIndex;
  /** Product that Enter picks while somebody searches. */
  activeId: string | undefined;
  onPick(productId: string): void;
  /** Held, or its menu key pressed: to take it off sale or bring it back. */
  onHold(productId: string): void;
}

/** The tiles. One listener hears all of them, and a tile is drawn again only when something of it changes. */
export const TileGrid = memo(function TileGrid(props: TileGridProps) {
  const { ref, page, products, index, activeId, onPick, onHold } = props;
  const { t, i18n } = useTranslation('pos');
  const { currencyCode, zone } = useTill();
  const minute = useMinute();
  const [focusedId, setFocusedId] = useState<string>();
  const { drawn, atOnce } = useInTurn(page, products.length);
  const places = usePlaces(page, products);
  const held = useLongPress(idOf, onHold);
  const tabbableId = products.some(({ productId }) => productId === focusedId)
    ? focusedId
    : products[0]?.productId;
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const id = idOf(event.target);
    if (id && event.key === 'Enter' && event.shiftKey) {
      event.preventDefault();
      onHold(id);
    } else if (moveFocus(event.currentTarget, event)) event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would ask for a legend in sight
    <div
      ref={ref}
      role="group"
      aria-label={t('menu.products')}
      className={styles.grid}
      onClick={(event) => {
        const id = idOf(event.target);
        if (id && !held.wasHeld()) onPick(id);
      }}
      onFocus={(event) => {
        const id = idOf(event.target);
        // A tap focuses too; what it sells is to be seen first.
        startTransition(() => setFocusedId(id));
      }}
      onKeyDown={onKeyDown}
      // A press leaves the focus where it was: Enter then pays, and does not sell the same once more.
      onMouseDown={(event) => event.preventDefault()}
      {...held.handlers}
    >
      {products.slice(0, drawn).map((product, i) => (
        <Tile
          key={places.get(product.productId)}
          product={product}
          index={index}
          minute={minute}
          currencyCode={currencyCode}
          zone={zone}
          t={t}
          language={i18n.language}
          code={tileCode(i, products.length)}
          colour={index.product(product.productId)?.category?.colour ?? ''}
          late={i >= atOnce}
          active={product.productId === activeId}
          tabbable={product.productId === tabbableId}
        />
      ))}
    </div>
  );
});

function idOf(target: EventTarget): string | undefined {
  return target instanceof Element
    ? target.closest<HTMLElement>('[data-product]')?.dataset.product
    : undefined;
}
