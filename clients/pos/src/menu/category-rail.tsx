import type { MenuCategory } from '@sippy/proto/web/catalog/v1/catalog';
import { Kbd } from '@sippy/ui/components/kbd';
import { type CSSProperties, memo } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './category-rail.module.css';
import { categoryKey } from './keys.ts';

/** Id of the page with what sells most. */
export const POPULAR = '';

/** The pages of the menu and which of them is shown. */
export interface CategoryRailProps {
  categories: readonly MenuCategory[];
  /** Id of a category, or `POPULAR`. */
  page: string;
  onPage(page: string): void;
}

/** What sells most and the categories, each with the key that shows it. */
export const CategoryRail = memo(function CategoryRail({ categories, page, onPage }: CategoryRailProps) {
  const { t } = useTranslation('pos');
  const pages = [{ categoryId: POPULAR, name: t('menu.popular'), colour: '' }, ...categories];
  return (
    <nav className={styles.rail} aria-label={t('menu.categories')}>
      {pages.map(({ categoryId, name, colour }, i) => {
        const key = categoryKey(i);
        return (
          <button
            key={categoryId}
            type="button"
            className={styles.category}
            style={colour ? ({ '--category': colour } as CSSProperties) : undefined}
            aria-current={categoryId === page ? 'page' : undefined}
            aria-keyshortcuts={key && `Shift+${key}`}
            onClick={() => onPage(categoryId)}
          >
            <span>{name}</span>
            {key && (
              <span aria-hidden="true">
                <Kbd>{`⇧${key}`}</Kbd>
              </span>
            )}
          </button>
        );
      })}
    </nav>
  );
});
