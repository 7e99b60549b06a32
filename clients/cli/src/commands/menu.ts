import type { MenuProduct } from '@sippy/proto/web/catalog/v1/catalog';
import type { Command } from 'commander';
import { connectAsGuest, withSippy } from '../connection.ts';
import { formatMinor } from '../money.ts';
import { outputOf } from '../program.ts';

export function addMenuCommands(program: Command): void {
  program
    .command('menu')
    .description('show the menu of a café')
    .argument('<cafe-id>')
    .action(async (cafeId: string, _: object, command: Command) => {
      await withSippy(connectAsGuest(command.optsWithGlobals()), async (sippy) => {
        const { menu } = await sippy.catalog.getMenu({ cafeId });
        const categories = new Map(menu?.categories.map((category) => [category.categoryId, category.name]));
        const rows = (menu?.products ?? []).flatMap((product) => variantRows(product, categories));
        outputOf(command).rows(rows, { empty: 'The menu is empty.' });
      });
    });
}

function variantRows(product: MenuProduct, categories: ReadonlyMap<string, string>) {
  return product.variants.map((variant) => ({
    category: categories.get(product.categoryId),
    product: product.name,
    variant: variant.name,
    price: formatMinor(variant.price?.minor ?? 0n, variant.price?.currencyCode ?? 'USD'),
    available: product.available,
    variant_id: variant.variantId,
  }));
}
