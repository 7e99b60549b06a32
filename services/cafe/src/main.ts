import { defineService, implement } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { z } from 'zod';
import { cafeContext } from './context.ts';
import { endBusyModesJob } from './jobs/end-busy-modes.ts';
import { settleOrganisationsJob } from './jobs/settle-organisations.ts';
import { createCafe } from './rpc/create-cafe.ts';
import { createOrganisation } from './rpc/create-organisation.ts';
import { findStorefront } from './rpc/find-storefront.ts';
import { getCafe } from './rpc/get-cafe.ts';
import { getCafeSettings } from './rpc/get-cafe-settings.ts';
import { getOrganisation } from './rpc/get-organisation.ts';
import { getStorefront } from './rpc/get-storefront.ts';
import { listCafeIds } from './rpc/list-cafe-ids.ts';
import { listCafes } from './rpc/list-cafes.ts';
import { listMyOrganisations } from './rpc/list-my-organisations.ts';
import { setBusyMode } from './rpc/set-busy-mode.ts';
import { updateCafe } from './rpc/update-cafe.ts';

/** Organisations and their cafés. */
export const service = defineService({
  name: 'cafe',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = cafeContext(host);
    const rpcs = implement(CafeServiceDefinition, {
      createOrganisation: createOrganisation(ctx),
      getOrganisation: getOrganisation(ctx),
      listMyOrganisations: listMyOrganisations(ctx),
      createCafe: createCafe(ctx),
      getCafe: getCafe(ctx),
      listCafes: listCafes(ctx),
      updateCafe: updateCafe(ctx),
      setBusyMode: setBusyMode(ctx),
      getStorefront: getStorefront(ctx),
      findStorefront: findStorefront(ctx),
      listCafeIds: listCafeIds(ctx),
      getCafeSettings: getCafeSettings(ctx),
    });
    return {
      services: [rpcs],
      jobs: [settleOrganisationsJob(ctx), endBusyModesJob(ctx)],
      stop: () => ctx.prisma.$disconnect(),
    };
  },
});
