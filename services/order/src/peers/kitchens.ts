import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import {
  KitchenServiceDefinition,
  type WatchTicketsRequest,
  type WatchTicketsResponse,
} from '@sippy/proto/kitchen/v1/kitchen_service';

/** What the order service asks of kitchens. */
export interface Kitchens {
  /** Follows the tickets of a café. Whether the caller may is for us to know: the kitchen trusts services. */
  watch(request: WatchTicketsRequest, on: OnBehalf): AsyncIterable<WatchTicketsResponse>;
  /** Removes the notes of orders from their tickets. */
  eraseNotes(orderIds: readonly string[]): Promise<void>;
}

const ERASE_MS = 20_000;

/** Kitchens, as the kitchen service knows them. */
export function kitchensPeer(host: ServiceHost): Kitchens {
  const peer = host.peer(KitchenServiceDefinition);
  return {
    watch: (request, on) => peer.watchTickets(request, on),
    async eraseNotes(orderIds) {
      await peer.eraseOrderNotes({ orderIds: [...orderIds] }, { deadlineMs: ERASE_MS });
    },
  };
}
