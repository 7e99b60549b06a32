import type { ClientHttp2Session } from 'node:http2';
import { KitchenServiceDefinition, WatchTicketsRequest } from '@sippy/proto/kitchen/v1/kitchen_service';
import { OrderServiceDefinition, WatchOrdersRequest } from '@sippy/proto/order/v1/order_service';
import { openSession, rpc } from './grpc-web-caller.ts';
import type { BenchContext } from './scenario.ts';
import { cafeAt } from './till.ts';
import { openWatch, type WatchStream } from './watch-stream.ts';

const orders = rpc(OrderServiceDefinition.fullName, OrderServiceDefinition.methods.watchOrders);
const tickets = rpc(KitchenServiceDefinition.fullName, KitchenServiceDefinition.methods.watchTickets);

/** Screens that show what happens: each has a connection with a stream of orders and one of tickets. */
export interface Screens {
  /** What came since this was last asked: milliseconds from the change to here. */
  takeLatencies(): { orderMs: number[]; ticketMs: number[] };
  /** Streams that the server has ended. */
  lost(): number;
  close(): void;
}

/** Opens so many screens, in turn at each café; resolves when all of them show what there is. */
export async function openScreens(context: BenchContext, count: number): Promise<Screens> {
  const sessions: ClientHttp2Session[] = [];
  const streams: WatchStream[] = [];
  let latencies: ReturnType<Screens['takeLatencies']> = { orderMs: [], ticketMs: [] };
  let ended = 0;
  const onEnd = () => void ended++;
  const sinceChange = (time: Date | undefined) => Date.now() - (time?.getTime() ?? Number.NaN);

  const openOne = async (index: number) => {
    const { cafe } = cafeAt(context, index);
    const token = await cafe.token();
    const session = openSession(context.system.gatewayUrl);
    sessions.push(session);
    // What was there before comes first, up to a heartbeat; after that everything is news.
    let live = false;
    const watch = WatchOrdersRequest.fromPartial({
      subscriptions: [{ subject: { $case: 'cafeId', value: cafe.cafeId } }],
    });
    const ofOrders = openWatch(
      session,
      orders,
      watch,
      token,
      ({ event }) => {
        if (event?.$case === 'heartbeat') live = true;
        else if (live && event?.$case === 'order')
          latencies.orderMs.push(sinceChange(event.value.updateTime));
      },
      onEnd,
    );
    const ofTickets = openWatch(
      session,
      tickets,
      WatchTicketsRequest.fromPartial({ cafeId: cafe.cafeId }),
      token,
      ({ message }) => {
        if (message?.$case === 'ticket') latencies.ticketMs.push(sinceChange(message.value.updateTime));
      },
      onEnd,
    );
    streams.push(ofOrders, ofTickets);
    await Promise.all([ofOrders.opened, ofTickets.opened]);
  };

  for (let index = 0; index < count; index += 25)
    await Promise.all(Array.from({ length: Math.min(25, count - index) }, (_, n) => openOne(index + n)));
  return {
    takeLatencies() {
      const taken = latencies;
      latencies = { orderMs: [], ticketMs: [] };
      return taken;
    },
    lost: () => ended,
    close() {
      for (const stream of streams) stream.close();
      for (const session of sessions) session.close();
    },
  };
}
