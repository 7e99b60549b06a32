/** The one write path for money: an account is read whole, changed by a pure function, and written if nobody was faster. */
import type { Call } from '@sippy/kit/call';
import { type Database, statement } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import {
  APPEND_PARAMS,
  appendOneIfSql,
  appendOneParams,
  appendParams,
  appendSql,
  type EventLog,
} from '@sippy/kit/events';
import { ONCE_PARAMS, type OnceKey, onceIfSql, onceParams } from '@sippy/kit/once';
import { cafeScope, organisationScope, type Scope } from '@sippy/kit/scope';
import { type Account, type Change, type Payment, type Refund, tally } from '../domain/account.ts';
import { contended } from '../domain/refusals.ts';
import type { Sale } from '../domain/sale.ts';
import { factEvents } from '../messages/facts.ts';
import {
  aliased,
  names,
  type PayableRow,
  payableColumns,
  paymentColumns,
  placeholders,
  refundColumns,
  selected,
  valuesOf,
} from './columns.ts';

const count = (columns: object) => Object.keys(columns).length;
const firstPayment = 1 + count(payableColumns);
const firstRefund = firstPayment + count(paymentColumns);

/** Writes the account's row unless its version has moved on; every other part of a statement hangs on this one. */
const writeAccount = `written as (
  insert into payable (${names(payableColumns)}) values (${placeholders(payableColumns, 1)})
  on conflict (order_id) do update set (${names(payableColumns)}) = row (${names(payableColumns, 'excluded.')})
  where payable.version = excluded.version - 1
  returning order_id)`;

/** A new payment with one event: the statement of a counter sale. */
const open = statement<{ order_id: string }>(
  'payment_open',
  `with ${writeAccount},
  opened as (
    insert into payment (${names(paymentColumns)}, sale)
    select ${placeholders(paymentColumns, firstPayment)}, $${firstRefund}::json from written),
  told as (${appendOneIfSql(firstRefund + 1, 'select from written')})
  select order_id from written`,
);

const onceFirst = firstRefund + count(refundColumns) + APPEND_PARAMS;

/** A change of a payment, with a refund, events and the request row where there are any. */
const change = statement<{ order_id: string }>(
  'payment_change',
  `with ${writeAccount},
  updated as (
    update payment set (${names(paymentColumns)}) = row (${placeholders(paymentColumns, firstPayment)})
    from written where payment.payment_id = $${firstPayment}),
  refunded as (
    insert into refund (${names(refundColumns)})
    select ${placeholders(refundColumns, firstRefund)} from written where $${firstRefund}::uuid is not null
    on conflict (refund_id) do update set (${names(refundColumns)}) = row (${names(refundColumns, 'excluded.')})),
  told as (${appendSql(firstRefund + count(refundColumns))} where exists (select from written)),
  remembered as (${onceIfSql(onceFirst, `select from written where $${onceFirst + 3}::uuid is not null`)})
  select order_id from written`,
);

const loadText = (which: string) =>
  `select ${selected(payableColumns, 'a')}, ${selected(paymentColumns, 'p')}, ${selected(refundColumns, 'r')}
   from payable a left join payment p on p.order_id = a.order_id left join refund r on r.payment_id = p.payment_id
   where a.order_id = ${which} order by p.create_time, p.payment_id, r.create_time, r.refund_id`;

type Joined = Record<string, unknown>;
const loads = {
  order: statement<Joined>('payment_load_order', loadText('$1')),
  payment: statement<Joined>(
    'payment_load_payment',
    loadText('(select order_id from payment where payment_id = $1)'),
  ),
  refund: statement<Joined>(
    'payment_load_refund',
    loadText('(select order_id from refund where refund_id = $1)'),
  ),
  request: statement<Joined>(
    'payment_load_request',
    loadText(`coalesce((select order_id from payment where request_key = $1),
      (select order_id from refund where request_key = $1))`),
  ),
};

/** How often a change is tried again when others change the same account at the same time. */
const MOST_TRIES = 12;

/** Reads and writes accounts. */
export interface Accounts {
  /** The account that something belongs to, as far as the scope may see it. */
  find(scope: Scope, by: keyof typeof loads, id: string): Promise<Account | undefined>;
  /** Writes a new payment, with what was sold unless it is for a bill; false if the account has changed since it was read. */
  open(call: Call | undefined, change: Change, sale: Sale | null): Promise<boolean>;
  /** Writes a change; false if the account has changed since. `key` remembers the request with it. */
  write(call: Call | undefined, change: Change, key?: OnceKey): Promise<boolean>;
  /**
   * Changes the account of a payment by `decide`, which is asked again when somebody was faster. Returns the account as it
   * is then, and the change if there was one. Refuses with CONTENDED when that happens too often.
   */
  change(
    call: Call | undefined,
    scope: Scope,
    paymentId: string,
    decide: (account: Account) => Change | undefined,
    key?: OnceKey,
  ): Promise<{ account: Account; change: Change | undefined } | undefined>;
}

/** Accounts in the service's database. */
export function openAccounts(db: Database, events: EventLog): Accounts {
  const accounts: Accounts = {
    async find(scope, by, id) {
      return accountOf(await db.read(scope, loads[by], [id]));
    },
    async open(call, made, sale) {
      const [event] = factEvents(made);
      if (!event || made.facts.length !== 1) throw new Error('a new payment has one event');
      const { account } = made;
      const rows = await db.command(scopeOf(account), open, [
        ...accountValues(made),
        ...valuesOf(paymentColumns, made.payment),
        JSON.stringify(sale),
        ...appendOneParams(events.draft(call, event)),
      ]);
      return rows.length > 0;
    },
    async write(call, made, key) {
      const { account, payment, refund } = made;
      const rows = await db.command(scopeOf(account), change, [
        ...accountValues(made),
        ...valuesOf(paymentColumns, payment),
        ...(refund ? valuesOf(refundColumns, refund) : Object.keys(refundColumns).map(() => null)),
        ...appendParams(factEvents(made).map((event) => events.draft(call, event))),
        ...(key ? onceParams(key, { payment_id: payment.payment_id }) : Array(ONCE_PARAMS).fill(null)),
      ]);
      return rows.length > 0;
    },
    async change(call, scope, paymentId, decide, key) {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        if (tries > 0) await breathe(tries);
        const account = await accounts.find(scope, 'payment', paymentId);
        if (!account) return undefined;
        const made = decide(account);
        if (!made) return { account, change: undefined };
        if (await accounts.write(call, made, key)) return { account: made.account, change: made };
      }
      throw contended();
    },
  };
  return accounts;
}

/** Who may see and write an account: its café, or the organisation that pays a bill. */
export function scopeOf({ cafe_id, organisation_id }: Pick<Account, 'cafe_id' | 'organisation_id'>): Scope {
  return cafe_id === null ? organisationScope(organisation_id) : cafeScope(cafe_id);
}

/** Waits a little, so that those who change one account do not meet again at once. */
export function breathe(tries: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
}

/** Whether a request of the same key has written a payment or refund before. */
export function isMoneyTwin(error: unknown): boolean {
  return isUniqueViolation(error, 'payment_request') || isUniqueViolation(error, 'refund_request');
}

function accountValues({ account, payment }: Change): unknown[] {
  return valuesOf(payableColumns, { ...account, ...tally(account), update_time: payment.update_time });
}

function accountOf(rows: readonly Joined[]): Account | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const payments = new Map<unknown, Payment>();
  const refunds: Refund[] = [];
  for (const row of rows) {
    if (row.p_payment_id === null) continue;
    if (!payments.has(row.p_payment_id)) payments.set(row.p_payment_id, aliased(paymentColumns, 'p', row));
    if (row.r_refund_id !== null) refunds.push(aliased(refundColumns, 'r', row));
  }
  const head: PayableRow = aliased(payableColumns, 'a', first);
  return { ...head, payments: [...payments.values()], refunds };
}
