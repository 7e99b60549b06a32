import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { EmptyState } from '@sippy/ui/components/empty-state';
import { say } from '@sippy/ui/components/live-region';
import SearchX from 'lucide-react/icons/search-x';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CategoryRail, POPULAR } from './category-rail.tsx';
import styles from './menu-panel.module.css';
import { popularFirst } from './popular.ts';
import { search } from './search.ts';
import { SearchField } from './search-field.tsx';
import { TileGrid } from './tile-grid.tsx';
import { useMenu, usePopular } from './use-menu.ts';
import { useMenuKeys } from './use-menu-keys.ts';

/** What is done with the products of the menu. */
export interface MenuPanelProps {
  onPick(product: MenuProduct): void;
  onHold(product: MenuProduct): void;
}

/** The menu: what sells most, the categories, and a search that begins with any letter. */
export function MenuPanel({ onPick, onHold }: MenuPanelProps) {
  const { t } = useTranslation('pos');
  const { menu, index } = useMenu();
  const [page, setPage] = useState(POPULAR);
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const panel = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  // Never deferred: Enter picks what is found for all that was typed, however fast.
  const products = useShown(page, query);
  const searching = query !== '';
  const latest = useRef(products);
  latest.current = products;

  const find = useCallback((text: string) => {
    setQuery(text);
    setActive(0);
  }, []);
  const pick = useCallback(
    (productId: string) => {
      const product = index.product(productId)?.product;
      if (!product) return;
      find('');
      field.current?.blur();
      onPick(product);
    },
    [index, find, onPick],
  );
  const hold = useCallback(
    (productId: string) => {
      const product = index.product(productId)?.product;
      if (product) onHold(product);
    },
    [index, onHold],
  );
  const show = useCallback(
    (next: string) => {
      find('');
      setPage(next);
      grid.current?.scrollTo({ top: 0 });
    },
    [find],
  );
  const typed = useMenuKeys(panel, field, {
    tileCount: products.length,
    pageCount: menu.categories.length + 1,
    onTile: (position) => {
      const product = latest.current[position];
      if (product) pick(product.productId);
    },
    onPage: (position) =>
      show(position === 0 ? POPULAR : (menu.categories[position - 1]?.categoryId ?? POPULAR)),
  });
  const move = (step: number) => {
    const next = Math.min(Math.max(active + step, 0), products.length - 1);
    setActive(next);
    const product = products[next];
    if (!product) return;
    grid.current
      ?.querySelector(`[data-product="${product.productId}"]`)
      ?.scrollIntoView({ block: 'nearest' });
    say(product.name);
  };
  return (
    <section ref={panel} className={styles.panel} aria-label={t('menu.title')}>
      <div className={styles.top}>
        <SearchField
          ref={field}
          value={query}
          typed={typed}
          onChange={find}
          onMove={move}
          onEnter={() => {
            const product = products[active];
            if (product) pick(product.productId);
          }}
        />
        <CategoryRail categories={menu.categories} page={searching ? 'search' : page} onPage={show} />
      </div>
      {searching && products.length === 0 ? (
        <EmptyState icon={<SearchX aria-hidden />} title={t('menu.nothingFound', { query })} />
      ) : (
        <TileGrid
          ref={grid}
          page={searching ? `?${query}` : page}
          products={products}
          index={index}
          activeId={searching ? products[active]?.productId : undefined}
          onPick={pick}
          onHold={hold}
        />
      )}
    </section>
  );
}

/** The products of the page, or those that a search has found. */
function useShown(page: string, query: string): readonly MenuProduct[] {
  const { menu } = useMenu();
  const popular = usePopular();
  const searchable = useMemo(() => {
    const names = new Map(menu.categories.map(({ categoryId, name }) => [categoryId, name]));
    return menu.products.map((product) => ({
      product,
      name: product.name,
      category: names.get(product.categoryId) ?? '',
    }));
  }, [menu]);
  return useMemo(() => {
    if (query !== '') return search(searchable, query).map(({ product }) => product);
    if (page === POPULAR) return popularFirst(menu.products, popular);
    return menu.products.filter(({ categoryId }) => categoryId === page);
  }, [menu, popular, searchable, page, query]);
}
