import type { Consumer, Event } from '@sippy/kit/events';
import { decodePayload } from '@sippy/kit/events';
import type { OrderProgress } from '@sippy/proto/kitchen/v1/kitchen_event';
import {
  TicketBumped,
  TicketClosed,
  TicketFired,
  TicketRecalled,
  TicketStarted,
} from '@sippy/proto/kitchen/v1/kitchen_event';
import type { OrderContext } from '../context.ts';
import { applyProgress } from '../domain/progress.ts';
import { lockOrders, rememberKitchen, saveLocked } from '../store/apply-events.ts';

/** Facts that say how far the kitchen is, and whether they open again what was ready. */
const types = {
  'ticket.fired': { message: TicketFired, reopens: 'if started' },
  'ticket.started': { message: TicketStarted, reopens: 'never' },
  'ticket.bumped': { message: TicketBumped, reopens: 'never' },
  'ticket.recalled': { message: TicketRecalled, reopens: 'always' },
  'ticket.closed': { message: TicketClosed, reopens: 'never' },
} as const;

interface Heard {
  readonly event: Event;
  readonly progress: OrderProgress;
  readonly reopens: boolean;
}

/** Follows the kitchen: the first ticket begun makes an order PREPARING, the last one made READY, a recall PREPARING. */
export function onTicket(ctx: OrderContext): Consumer {
  return {
    name: 'order-tickets',
    stream: 'kitchen',
    types: Object.keys(types),
    async apply(tx, events) {
      const newest = new Map<string, Heard>();
      for (const heard of events.flatMap(hear)) {
        const known = newest.get(heard.progress.orderId);
        if (!known || heard.progress.version > known.progress.version)
          newest.set(heard.progress.orderId, heard);
      }
      const orders = await lockOrders(tx, ctx.known, [...newest.keys()]);
      const now = ctx.clock.now();
      const changes: Parameters<typeof saveLocked>[2][number][] = [];
      const words: { orderId: string; version: bigint }[] = [];
      for (const { event, progress, reopens } of newest.values()) {
        const order = orders.get(progress.orderId);
        if (!order || progress.version <= order.kitchenVersion) continue;
        const { version, started, allDone } = progress;
        const heard = { ...order, kitchenVersion: version };
        const changed = applyProgress(heard, { version, started, allDone, reopened: reopens }, now);
        if (changed) changes.push({ changed, cause: event });
        else words.push({ orderId: order.orderId, version });
      }
      await saveLocked(tx, ctx.known, changes);
      await rememberKitchen(tx, words);
    },
  };
}

function hear(event: Event): Heard[] {
  const type = types[event.type as keyof typeof types];
  const { progress } = decodePayload<{ progress: OrderProgress | undefined }>(event, type.message);
  if (!progress) return [];
  const reopens = type.reopens === 'always' || (type.reopens === 'if started' && progress.started);
  // The kitchen's first word, that it has the order: there is no older one to tell apart, and nothing changes.
  if (progress.version === 1n && !progress.started && !progress.allDone && !reopens) return [];
  return [{ event, progress, reopens }];
}
