import { staleVersion } from '@sippy/kit/refusal';
import { type Change, type Changed, checkEditable, checkOpen, nextVersion, repriced } from './change.ts';
import type { Discount, Order, OrderKindName } from './order.ts';
import { voucherOnOrder } from './refusals.ts';

/** What is to change about an order as a whole; what is undefined stays. */
export interface DetailChanges {
  readonly kind?: OrderKindName | undefined;
  readonly customerId?: string | null | undefined;
  readonly customerName?: string | undefined;
  readonly table?: string | undefined;
  readonly note?: string | undefined;
  readonly discounts?: readonly Discount[] | undefined;
}

/** Refuses a change that is based on another version; 0 means whatever it is. */
export function checkVersion(order: Order, version: bigint): void {
  if (version !== 0n && version !== order.version) throw staleVersion('order', order.version);
}

/**
 * Changes an order as a whole. Customer, name, table and note can change until it is closed; kind and discounts, which
 * make its price, only as long as its lines can. The customer stays whose vouchers are on it.
 */
export function changeDetails(order: Order, changes: DetailChanges, now: Date): Changed {
  checkOpen(order);
  const { kind, discounts, ...plain } = changes;
  const { customerId } = plain;
  if (customerId !== undefined && customerId !== order.customerId && order.vouchers.length > 0)
    throw voucherOnOrder();
  const reprices = (kind !== undefined && kind !== order.kind) || discounts !== undefined;
  const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  const renamed: Order = { ...order, ...given };
  const told: Change[] = [];
  if (kind !== undefined || Object.keys(given).length > 0) told.push(plainChange('DETAILS'));
  if (discounts) told.push({ ...plainChange('ORDER_DISCOUNT'), ...reasonOf(discounts) });
  if (reprices) checkEditable(order, now);
  const next = reprices
    ? repriced(renamed, { ...(kind ? { kind } : {}), ...(discounts ? { discounts } : {}) }, now)
    : nextVersion(renamed, now, {});
  return { order: next, fact: { type: 'order.updated', changes: told }, reprices };
}

function plainChange(kind: Change['kind']): Change {
  return { kind, lineId: '', before: 0, after: 0 };
}

function reasonOf(discounts: readonly Discount[]): Pick<Change, 'reason'> {
  const code = discounts[0]?.reason.code;
  return code ? { reason: code } : {};
}
