/**
 * Enums on the wire carry their prefix ("ORDER_STATUS_READY"); the domain and the database use the bare names
 * ("READY"). UNSPECIFIED and values that a newer client may send are undefined here.
 */
import type {
  ChangeReasonCode,
  FireMode,
  OrderChannel,
  OrderKind,
  OrderStatus,
  PaymentStatus,
  PriceRule,
} from '@sippy/proto/order/v1/order';
import type { ChangeKind } from '@sippy/proto/order/v1/order_event';
import type { ChangeKindName } from '../domain/change.ts';
import type { FireModeName, OrderChannelName, OrderKindName, ReasonCode } from '../domain/order.ts';
import type { OrderStatusName } from '../domain/order-state.ts';
import type { PaymentStatusName } from '../domain/payment-state.ts';
import type { PriceRuleName } from '../domain/pricing-terms.ts';

const bare = <Name extends string>(prefix: string, value: string): Name | undefined =>
  value.startsWith(prefix) && value !== `${prefix}UNSPECIFIED`
    ? (value.slice(prefix.length) as Name)
    : undefined;

export const orderStatus = (name: OrderStatusName): OrderStatus => `ORDER_STATUS_${name}`;
export const orderStatusName = (value: OrderStatus) => bare<OrderStatusName>('ORDER_STATUS_', value);
export const paymentStatus = (name: PaymentStatusName): PaymentStatus => `PAYMENT_STATUS_${name}`;
export const paymentStatusName = (value: PaymentStatus) => bare<PaymentStatusName>('PAYMENT_STATUS_', value);
export const orderKind = (name: OrderKindName): OrderKind => `ORDER_KIND_${name}`;
export const orderKindName = (value: OrderKind) => bare<OrderKindName>('ORDER_KIND_', value);
export const orderChannel = (name: OrderChannelName): OrderChannel => `ORDER_CHANNEL_${name}`;
export const orderChannelName = (value: OrderChannel) => bare<OrderChannelName>('ORDER_CHANNEL_', value);
export const fireMode = (name: FireModeName): FireMode => `FIRE_MODE_${name}`;
export const fireModeName = (value: FireMode) => bare<FireModeName>('FIRE_MODE_', value);
export const reasonCode = (name: ReasonCode): ChangeReasonCode => `CHANGE_REASON_CODE_${name}`;
export const reasonCodeName = (value: ChangeReasonCode) => bare<ReasonCode>('CHANGE_REASON_CODE_', value);
export const changeKind = (name: ChangeKindName): ChangeKind => `CHANGE_KIND_${name}`;
export const priceRule = (name: PriceRuleName): PriceRule => `PRICE_RULE_${name}`;
