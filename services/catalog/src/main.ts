import { defineService, implement } from '@sippy/kit/service';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import { z } from 'zod';
import { catalogContext } from './context.ts';
import { onCafe } from './events/on-cafe.ts';
import { bringBackJob } from './jobs/bring-back.ts';
import { addProductModifiers } from './rpc/add-product-modifiers.ts';
import { createCategory } from './rpc/create-category.ts';
import { createDaypart } from './rpc/create-daypart.ts';
import { createModifierGroup } from './rpc/create-modifier-group.ts';
import { createProduct } from './rpc/create-product.ts';
import { deleteCategory } from './rpc/delete-category.ts';
import { deleteDaypart } from './rpc/delete-daypart.ts';
import { deleteModifierGroup } from './rpc/delete-modifier-group.ts';
import { deleteProduct } from './rpc/delete-product.ts';
import { getCategory } from './rpc/get-category.ts';
import { getDaypart } from './rpc/get-daypart.ts';
import { getMenu } from './rpc/get-menu.ts';
import { getMenuSnapshot } from './rpc/get-menu-snapshot.ts';
import { getModifierGroup } from './rpc/get-modifier-group.ts';
import { getProduct } from './rpc/get-product.ts';
import { importMenu } from './rpc/import-menu.ts';
import { listCategories } from './rpc/list-categories.ts';
import { listDayparts } from './rpc/list-dayparts.ts';
import { listModifierGroups } from './rpc/list-modifier-groups.ts';
import { listOverrides } from './rpc/list-overrides.ts';
import { listProductModifiers } from './rpc/list-product-modifiers.ts';
import { listProducts } from './rpc/list-products.ts';
import { removeProductModifiers } from './rpc/remove-product-modifiers.ts';
import { setModifierAvailability } from './rpc/set-modifier-availability.ts';
import { setModifierOverride } from './rpc/set-modifier-override.ts';
import { setProductAvailability } from './rpc/set-product-availability.ts';
import { setProductOverride } from './rpc/set-product-override.ts';
import { updateCategory } from './rpc/update-category.ts';
import { updateDaypart } from './rpc/update-daypart.ts';
import { updateModifierGroup } from './rpc/update-modifier-group.ts';
import { updateProduct } from './rpc/update-product.ts';

/** What organisations sell, and what of it their cafés sell at which price. */
export const service = defineService({
  name: 'catalog',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = catalogContext(host);
    const rpcs = implement(CatalogServiceDefinition, {
      addProductModifiers: addProductModifiers(ctx),
      createCategory: createCategory(ctx),
      createDaypart: createDaypart(ctx),
      createModifierGroup: createModifierGroup(ctx),
      createProduct: createProduct(ctx),
      deleteCategory: deleteCategory(ctx),
      deleteDaypart: deleteDaypart(ctx),
      deleteModifierGroup: deleteModifierGroup(ctx),
      deleteProduct: deleteProduct(ctx),
      getCategory: getCategory(ctx),
      getDaypart: getDaypart(ctx),
      getMenuSnapshot: getMenuSnapshot(ctx),
      getMenu: getMenu(ctx),
      getModifierGroup: getModifierGroup(ctx),
      getProduct: getProduct(ctx),
      importMenu: importMenu(ctx),
      listCategories: listCategories(ctx),
      listDayparts: listDayparts(ctx),
      listModifierGroups: listModifierGroups(ctx),
      listOverrides: listOverrides(ctx),
      listProductModifiers: listProductModifiers(ctx),
      listProducts: listProducts(ctx),
      removeProductModifiers: removeProductModifiers(ctx),
      setModifierAvailability: setModifierAvailability(ctx),
      setModifierOverride: setModifierOverride(ctx),
      setProductAvailability: setProductAvailability(ctx),
      setProductOverride: setProductOverride(ctx),
      updateCategory: updateCategory(ctx),
      updateDaypart: updateDaypart(ctx),
      updateModifierGroup: updateModifierGroup(ctx),
      updateProduct: updateProduct(ctx),
    });
    return {
      services: [rpcs],
      consumers: [onCafe(ctx)],
      jobs: [bringBackJob(ctx)],
      stop: () => ctx.prisma.$disconnect(),
    };
  },
});
