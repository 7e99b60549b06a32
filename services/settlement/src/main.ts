import { defineService, implement } from '@sippy/kit/service';
import { NetworkServiceDefinition } from '@sippy/proto/settlement/v1/network_service';
import { z } from 'zod';
import { settlementContext } from './context.ts';
import { onPoints } from './events/on-points.ts';
import { createNetwork } from './rpc/create-network.ts';
import { getNetwork } from './rpc/get-network.ts';
import { inviteToNetwork } from './rpc/invite-to-network.ts';
import { joinNetwork } from './rpc/join-network.ts';
import { leaveNetwork } from './rpc/leave-network.ts';
import { listNetworks } from './rpc/list-networks.ts';
import { setPointValue } from './rpc/set-point-value.ts';
import { updateNetwork } from './rpc/update-network.ts';

/** Networks of cafés with different owners, and what they owe each other. */
export const service = defineService({
  name: 'settlement',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = settlementContext(host);
    const networks = implement(NetworkServiceDefinition, {
      createNetwork: createNetwork(ctx),
      updateNetwork: updateNetwork(ctx),
      inviteToNetwork: inviteToNetwork(ctx),
      joinNetwork: joinNetwork(ctx),
      leaveNetwork: leaveNetwork(ctx),
      setPointValue: setPointValue(ctx),
      getNetwork: getNetwork(ctx),
      listNetworks: listNetworks(ctx),
    });
    return { services: [networks], consumers: [onPoints()] };
  },
});
