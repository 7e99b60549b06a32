/** A host whose every answer keeps its process busy for WORK_MS. */
import { CafeServiceDefinition, GetStorefrontResponse } from '@sippy/proto/cafe/v1/cafe_service';
import { z } from 'zod';
import { startHost } from '../../src/host/host.ts';
import { defineService } from '../../src/host/service.ts';
import { handlersFor, noMigrations } from '../host-fixture.ts';

const workMs = Number(process.env.WORK_MS);

const service = defineService({
  name: 'cafe',
  config: z.object({}),
  migrations: noMigrations,
  start: () => ({
    services: [
      handlersFor(CafeServiceDefinition, {
        getStorefront: async () => {
          const end = performance.now() + workMs;
          while (performance.now() < end);
          return GetStorefrontResponse.fromPartial({});
        },
      }),
    ],
  }),
});

const host = await startHost([service], process.env);
host.log.info({ addresses: host.addresses, opsPort: host.opsPort }, 'ready');
