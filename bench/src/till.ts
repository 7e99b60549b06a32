import { OrderChannel } from '@sippy/proto/order/v1/order';
import {
  GetOrderRequest,
  OrderServiceDefinition,
  PlaceOrderRequest,
} from '@sippy/proto/order/v1/order_service';
import { PayCashRequest, PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import { v7 as newId } from 'uuid';
import type { BenchCafe } from './bench-cafes.ts';
import { type GrpcWebCaller, rpc } from './grpc-web-caller.ts';
import type { BenchContext } from './scenario.ts';

const { placeOrder, getOrder } = OrderServiceDefinition.methods;
const place = rpc(OrderServiceDefinition.fullName, placeOrder);
const read = rpc(OrderServiceDefinition.fullName, getOrder);
const pay = rpc(PaymentServiceDefinition.fullName, PaymentServiceDefinition.methods.payCash);

/** How many sales are under way at once where a scenario sells as fast as it can. */
export const salesAtOnce = 64;

/** The café whose turn it is, and its number. */
export function cafeAt({ cafes }: BenchContext, index: number): { cafe: BenchCafe; till: number } {
  const till = index % cafes.cafes.length;
  const cafe = cafes.cafes[till];
  if (!cafe) throw new Error('no café to sell at');
  return { cafe, till };
}

/**
 * Places three lines, for a member where one is named, pays cash and reads the order back: three calls through the gateway, over
 * one connection. Returns the order's id.
 */
export async function sellAt(
  caller: GrpcWebCaller,
  cafe: BenchCafe,
  connection: number,
  customerId?: string,
): Promise<string> {
  const from = { token: await cafe.token(), connection };
  const orderId = await placeAt(caller, cafe, connection, customerId);
  await caller.call(pay, PayCashRequest.fromPartial({ requestId: newId(), orderId }), from);
  await caller.call(read, GetOrderRequest.fromPartial({ orderId }), from);
  return orderId;
}

/** Places an order of three lines and returns its id. */
export async function placeAt(
  caller: GrpcWebCaller,
  cafe: BenchCafe,
  connection: number,
  customerId = '',
): Promise<string> {
  const orderId = newId();
  const order = PlaceOrderRequest.fromPartial({
    requestId: newId(),
    orderId,
    cafeId: cafe.cafeId,
    customerId,
    kind: OrderKind.TAKEAWAY,
    channel: OrderChannel.COUNTER,
    lines: cafe.lines,
  });
  await caller.call(place, order, { token: await cafe.token(), connection });
  return orderId;
}

/** Sells at each café in turn, each over its own till's connection. */
export function sellInTurn(
  caller: GrpcWebCaller,
  context: BenchContext,
): (index: number) => Promise<unknown> {
  return (index) => {
    const { cafe, till } = cafeAt(context, index);
    return sellAt(caller, cafe, till);
  };
}
