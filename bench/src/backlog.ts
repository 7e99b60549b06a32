import { PayCashRequest, PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { v7 as newId } from 'uuid';
import { connectDatabase } from './connect-database.ts';
import { copySales } from './copy-sales.ts';
import { openCaller, rpc } from './grpc-web-caller.ts';
import type { BenchContext } from './scenario.ts';
import { cafeAt, placeAt } from './till.ts';

const pay = rpc(PaymentServiceDefinition.fullName, PaymentServiceDefinition.methods.payCash);
const originals = 500;

/** Events that have happened and that nobody has been told of. */
export interface Backlog {
  /** How many there are: of each sale that the order was placed, and that it was paid. */
  events: number;
  /** Lets them go: from now on the relays carry them. */
  release(): Promise<void>;
}

/** Makes about so many events, of sales whose orders and payments are there, and holds them back: by an open transaction. */
export async function makeBacklog(context: BenchContext, events: number): Promise<Backlog> {
  const holder = await connectDatabase(context.system.adminUrl, {
    options: '-c idle_in_transaction_session_timeout=0',
  });
  try {
    await holder.query('begin');
    await holder.query('select pg_current_xact_id()');
    const sales = Math.max(1, Math.round(events / 2));
    const orderIds = await sell(context, Math.min(originals, sales));
    const copies = Math.max(0, Math.round(sales / orderIds.length) - 1);
    await copySales(context.system, orderIds, copies, false);
    return { events: orderIds.length * (copies + 1) * 2, release: () => holder.end() };
  } catch (error) {
    await holder.end();
    throw error;
  }
}

/** Places and pays so many orders, in turn at each café. */
async function sell(context: BenchContext, count: number): Promise<string[]> {
  const tills = context.cafes.cafes.length;
  const caller = openCaller(context.system.gatewayUrl, tills);
  const orderIds: string[] = [];
  const sellAtTill = async (first: number) => {
    for (let index = first; index < count; index += tills) {
      const { cafe, till } = cafeAt(context, index);
      const orderId = await placeAt(caller, cafe, till);
      const from = { token: await cafe.token(), connection: till };
      await caller.call(pay, PayCashRequest.fromPartial({ requestId: newId(), orderId }), from);
      orderIds.push(orderId);
    }
  };
  try {
    await Promise.all(Array.from({ length: tills }, (_, till) => sellAtTill(till)));
    return orderIds;
  } finally {
    caller.close();
  }
}
