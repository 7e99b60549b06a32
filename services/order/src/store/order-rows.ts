import type { order as OrderModel } from '../../gen/prisma/client.ts';
import type { Order, Reason } from '../domain/order.ts';
import { isClosed } from '../domain/order-state.ts';
import type { OrderTerms, PricedCharge, PricedTax } from '../domain/pricing-terms.ts';
import { linesText } from './line-columns.ts';
import { discountOf, linesOf, type StoredDiscount, storedDiscount } from './line-rows.ts';
import { isVoucher, type StoredVoucher, storedVoucher, voucherOf } from './voucher-rows.ts';

/** A row of `orderColumns`. */
export type OrderRow = Omit<OrderModel, 'business_day' | 'is_open'> & {
  business_day: string;
  lines: string | null;
  /** The transaction that wrote it. */
  xmin: string;
};

const columns = [
  'order_id, cafe_id, organisation_id, customer_id, version, lines_version, number, business_day, status',
  'payment_status, kind, channel, fire, customer_name, table_name, note, placed_by_id, currency, terms, discounts',
  'charge, taxes, subtotal, discount, service_charge, tax_included, tax_added, total, paid, authorized, refunded',
  'standing_version, kitchen_version, taken_time, create_time, update_time, fire_time, ready_time, complete_time',
  'cancel_time, expire_time, cancel_reason, holds, held_until',
].join(', ');

/** An order with its lines, for `select ${orderColumns} from "order" o`. */
export const orderColumns = `${columns.replaceAll(/\w+/g, 'o.$&')}, ${linesText} as lines, o.xmin::text as xmin`;

/** An order from its row. */
export function orderOf(row: OrderRow): Order {
  const off = row.discounts as unknown as (StoredDiscount | StoredVoucher)[];
  return {
    orderId: row.order_id,
    cafeId: row.cafe_id,
    organisationId: row.organisation_id,
    version: row.version,
    linesVersion: row.lines_version,
    number: row.number,
    businessDay: row.business_day,
    status: row.status,
    paymentStatus: row.payment_status,
    kind: row.kind,
    channel: row.channel,
    fire: row.fire,
    customerId: row.customer_id,
    customerName: row.customer_name,
    table: row.table_name,
    note: row.note,
    placedById: row.placed_by_id,
    terms: row.terms as unknown as OrderTerms,
    lines: linesOf(row.lines),
    discounts: off.flatMap((one) => (isVoucher(one) ? [] : discountOf(one))),
    vouchers: off.flatMap((one) => (isVoucher(one) ? voucherOf(one) : [])),
    charge: chargeOf(row.charge as unknown as StoredCharge | null),
    taxes: (row.taxes as unknown as StoredTax[]).map(taxOf),
    totals: {
      subtotal: row.subtotal,
      discount: row.discount,
      serviceCharge: row.service_charge,
      taxIncluded: row.tax_included,
      taxAdded: row.tax_added,
      total: row.total,
    },
    paid: row.paid,
    authorized: row.authorized,
    refunded: row.refunded,
    standingVersion: row.standing_version,
    kitchenVersion: row.kitchen_version,
    takenTime: row.taken_time,
    createTime: row.create_time,
    updateTime: row.update_time,
    fireTime: row.fire_time,
    readyTime: row.ready_time,
    completeTime: row.complete_time,
    cancelTime: row.cancel_time,
    expireTime: row.expire_time,
    cancelReason: row.cancel_reason as unknown as Reason | null,
    heldUntil: row.held_until,
    holdIds: Object.keys(row.holds as Record<string, number>),
  };
}

/** Columns that any change may change, in the order of `mutableParams`. */
export const MUTABLE = [
  'customer_id uuid',
  'version bigint',
  'lines_version bigint',
  'status order_status',
  'is_open boolean',
  'payment_status payment_status',
  'kind order_kind',
  'customer_name text',
  'table_name text',
  'note text',
  'discounts jsonb',
  'charge jsonb',
  'taxes jsonb',
  'subtotal bigint',
  'discount bigint',
  'service_charge bigint',
  'tax_included bigint',
  'tax_added bigint',
  'total bigint',
  'paid bigint',
  'authorized bigint',
  'refunded bigint',
  'update_time timestamptz',
  'fire_time timestamptz',
  'ready_time timestamptz',
  'complete_time timestamptz',
  'cancel_time timestamptz',
  'expire_time timestamptz',
  'cancel_reason jsonb',
].map((column) => {
  const [name = '', type = ''] = column.split(' ');
  return { name, type };
});

/** The values of `MUTABLE`. */
export function mutableParams(order: Order): unknown[] {
  return [
    order.customerId,
    order.version,
    order.linesVersion,
    order.status,
    !isClosed(order.status),
    order.paymentStatus,
    order.kind,
    order.customerName,
    order.table,
    order.note,
    JSON.stringify([...order.discounts.map(storedDiscount), ...order.vouchers.map(storedVoucher)]),
    order.charge ? JSON.stringify(storedCharge(order.charge)) : null,
    JSON.stringify(order.taxes.map(storedTax)),
    order.totals.subtotal,
    order.totals.discount,
    order.totals.serviceCharge,
    order.totals.taxIncluded,
    order.totals.taxAdded,
    order.totals.total,
    order.paid,
    order.authorized,
    order.refunded,
    order.updateTime,
    order.fireTime,
    order.readyTime,
    order.completeTime,
    order.cancelTime,
    order.expireTime,
    order.cancelReason ? JSON.stringify(order.cancelReason) : null,
  ];
}

/** Columns that an order keeps for good, in the order of `constantParams`. */
export const CONSTANT = [
  'order_id uuid',
  'cafe_id uuid',
  'organisation_id uuid',
  'number text',
  'business_day date',
  'channel order_channel',
  'fire fire_mode',
  'placed_by_id text',
  'currency text',
  'terms jsonb',
  'taken_time timestamptz',
  'create_time timestamptz',
].map((column) => {
  const [name = '', type = ''] = column.split(' ');
  return { name, type };
});

/** The values of `CONSTANT`. */
export function constantParams(order: Order): unknown[] {
  return [
    order.orderId,
    order.cafeId,
    order.organisationId,
    order.number,
    order.businessDay,
    order.channel,
    order.fire,
    order.placedById,
    order.terms.currency,
    JSON.stringify(order.terms),
    order.takenTime,
    order.createTime,
  ];
}

interface StoredTax extends Omit<PricedTax, 'net' | 'tax'> {
  net: number;
  tax: number;
}

interface StoredCharge extends Omit<PricedCharge, 'net' | 'tax' | 'total'> {
  net: number;
  tax: number;
  total: number;
}

function storedTax(tax: PricedTax): StoredTax {
  return { ...tax, net: Number(tax.net), tax: Number(tax.tax) };
}

function taxOf(stored: StoredTax): PricedTax {
  return { ...stored, net: BigInt(stored.net), tax: BigInt(stored.tax) };
}

function storedCharge(charge: PricedCharge): StoredCharge {
  return { ...charge, net: Number(charge.net), tax: Number(charge.tax), total: Number(charge.total) };
}

function chargeOf(stored: StoredCharge | null): PricedCharge | undefined {
  if (!stored) return undefined;
  return { ...stored, net: BigInt(stored.net), tax: BigInt(stored.tax), total: BigInt(stored.total) };
}
