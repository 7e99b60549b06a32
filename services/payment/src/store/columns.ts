/** The columns of the three tables with their types: statements are put together from these lists. */
import { json } from '@sippy/kit/db';
import type { Account, Payment, Refund, Tally } from '../domain/account.ts';

type Columns<T> = { readonly [K in keyof T]-?: string };

/** What is kept of an account in its own row. */
export type PayableRow = Omit<Account, 'payments' | 'refunds'> & Tally & { update_time: Date };

/** An account's own row. */
export const payableColumns: Columns<PayableRow> = {
  order_id: 'uuid',
  organisation_id: 'uuid',
  cafe_id: 'uuid',
  customer_id: 'uuid',
  version: 'bigint',
  currency_code: 'text',
  order_version: 'bigint',
  order_total: 'bigint',
  held: 'bigint',
  authorized: 'bigint',
  paid: 'bigint',
  tip: 'bigint',
  received: 'bigint',
  refunded: 'bigint',
  points_paid: 'bigint',
  points_refunded: 'bigint',
  captures: 'integer',
  closed_time: 'timestamptz',
  create_time: 'timestamptz',
  update_time: 'timestamptz',
};

/** A payment, but for what only its receipt needs. */
export const paymentColumns: Columns<Payment> = {
  payment_id: 'uuid',
  order_id: 'uuid',
  organisation_id: 'uuid',
  cafe_id: 'uuid',
  customer_id: 'uuid',
  version: 'bigint',
  status: 'text',
  tender: 'text',
  currency_code: 'text',
  amount: 'bigint',
  tip: 'bigint',
  rounding: 'bigint',
  captured: 'bigint',
  refunded: 'bigint',
  refunding: 'bigint',
  tendered: 'bigint',
  change: 'bigint',
  smallest_coin: 'bigint',
  order_version: 'bigint',
  order_number: 'text',
  business_day: 'text',
  receipt_number: 'text',
  payment_time: 'timestamptz',
  create_time: 'timestamptz',
  update_time: 'timestamptz',
  actor_kind: 'text',
  actor_id: 'text',
  request_key: 'uuid',
  request_hash: 'bytea',
  failure_code: 'text',
  failure_decline_code: 'text',
  failure_message: 'text',
  capture_mode: 'text',
  stripe_id: 'text',
  client_secret: 'text',
  next_action_type: 'text',
  next_action_url: 'text',
  brand: 'text',
  last4: 'text',
  points: 'bigint',
  lease_id: 'uuid',
  payment_method_id: 'text',
  return_url: 'text',
  is_authorized: 'boolean',
  confirms: 'boolean',
  step: 'text',
  step_time: 'timestamptz',
  step_number: 'integer',
  step_amount: 'bigint',
  check_time: 'timestamptz',
  attempts: 'integer',
};

/** A refund. */
export const refundColumns: Columns<Refund> = {
  refund_id: 'uuid',
  payment_id: 'uuid',
  order_id: 'uuid',
  organisation_id: 'uuid',
  cafe_id: 'uuid',
  customer_id: 'uuid',
  version: 'bigint',
  status: 'text',
  tender: 'text',
  currency_code: 'text',
  amount: 'bigint',
  lines: 'jsonb',
  reason: 'text',
  is_automatic: 'boolean',
  actor_kind: 'text',
  actor_id: 'text',
  request_key: 'uuid',
  request_hash: 'bytea',
  stripe_id: 'text',
  failure_code: 'text',
  check_time: 'timestamptz',
  attempts: 'integer',
  create_time: 'timestamptz',
  settle_time: 'timestamptz',
  update_time: 'timestamptz',
  refund_time: 'timestamptz',
};

/** The names of columns, with a prefix. */
export function names(columns: Readonly<Record<string, string>>, prefix = ''): string {
  return Object.keys(columns)
    .map((name) => prefix + name)
    .join(', ');
}

/** The same columns selected from an alias under names of their own: `p.status as p_status`. */
export function selected(columns: Readonly<Record<string, string>>, alias: string): string {
  return Object.keys(columns)
    .map((name) => `${alias}.${name} as ${alias}_${name}`)
    .join(', ');
}

/** Typed parameters for the columns, from `$first` on. */
export function placeholders(columns: Readonly<Record<string, string>>, first: number): string {
  return Object.values(columns)
    .map((type, i) => `$${first + i}::${type}`)
    .join(', ');
}

/** The values of a row in the order of its columns. */
export function valuesOf<T extends object>(columns: Columns<T>, row: T): unknown[] {
  return Object.entries<string>(columns).map(([name, type]) => {
    const value = row[name as keyof T];
    return type === 'jsonb' ? json(value) : value;
  });
}

/** A row out of one that has it under an alias. */
export function aliased<T>(columns: Columns<T>, alias: string, row: Readonly<Record<string, unknown>>): T {
  return Object.fromEntries(Object.keys(columns).map((name) => [name, row[`${alias}_${name}`]])) as T;
}
