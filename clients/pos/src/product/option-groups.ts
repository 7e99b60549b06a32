import { variantPrice } from '@sippy/order/selection';
import type { MenuModifier, MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import { formatMoney } from '@sippy/ui/format/money';
import { formatTime } from '@sippy/ui/format/time';
import { useTranslation } from 'react-i18next';
import { optionKey } from '../menu/keys.ts';
import { isAvailable } from '../menu/offer.ts';
import { useMenu } from '../menu/use-menu.ts';
import { useTill } from '../till/till.tsx';
import { choiceKey, missingOf, type OpenGroup, openGroups } from './choices.ts';
import type { Draft } from './draft.ts';
import type { Option } from './option-group.tsx';

/** A group as the dialog shows it. */
export interface ShownGroup {
  key: string;
  title: string;
  rule: string;
  missing: boolean;
  nested: boolean;
  options: readonly Option[];
}

/** Variants, if there are several, and the groups that are open now, with words, prices and keys. */
export function useOptionGroups(product: MenuProduct, draft: Draft, at: Date): ShownGroup[] {
  const { t, i18n } = useTranslation('pos');
  const { index } = useMenu();
  const { currencyCode, zone } = useTill();
  const money = (minor: bigint) => formatMoney({ currencyCode, minor }, i18n.language);
  const groups: ShownGroup[] = [];
  if (product.variants.length > 1) {
    const dayparts = index.dayparts(at);
    groups.push({
      key: 'variant',
      title: t('product.variant'),
      rule: t('product.exactly', { count: 1 }),
      missing: false,
      nested: false,
      options: product.variants.map((variant) => ({
        id: `variant/${variant.variantId}`,
        name: variant.name,
        price: money(variantPrice(variant, dayparts)),
        count: variant.variantId === draft.variantId ? 1 : 0,
        shortcut: undefined,
      })),
    });
  }
  for (const open of openGroups(product, index, draft.choices)) {
    const { parentId, group } = open;
    groups.push({
      key: `${parentId}/${group.modifierGroupId}`,
      title: group.name,
      rule: ruleOf(open),
      missing: missingOf(open, draft.choices) > 0,
      nested: parentId !== '',
      options: group.modifiers.map((modifier) => ({
        id: choiceKey(parentId, modifier.modifierId),
        name: modifier.name,
        price: priceOf(modifier),
        count: draft.choices[choiceKey(parentId, modifier.modifierId)] ?? 0,
        off: offText(modifier),
        shortcut: undefined,
      })),
    });
  }
  let position = 0;
  return groups.map((group) => ({
    ...group,
    options: group.options.map((option) => ({ ...option, shortcut: optionKey(position++) })),
  }));

  function ruleOf({ group }: OpenGroup): string {
    const { minChoices: least, maxChoices: most } = group;
    if (most === 0) return least === 0 ? t('product.any') : t('product.atLeast', { count: least });
    if (least === most) return t('product.exactly', { count: least });
    return least === 0 ? t('product.upTo', { count: most }) : t('product.between', { least, most });
  }
  function priceOf({ price }: MenuModifier): string {
    const minor = price?.minor ?? 0n;
    if (minor === 0n) return t('product.free');
    return minor > 0n ? `+${money(minor)}` : money(minor);
  }
  function offText(modifier: MenuModifier): string | undefined {
    if (isAvailable(modifier, at)) return undefined;
    if (!modifier.returnTime) return t('menu.soldOut');
    return t('menu.soldOutUntil', { time: formatTime(modifier.returnTime, zone, i18n.language) });
  }
}
