import type { OrderStanding } from '@sippy/proto/web/payment/v1/payment';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { paymentFacts } from '../facts.ts';
import { type NewestEvent, newestEvents } from '../newest-events.ts';
import { grouped, sideBySide } from '../side-by-side.ts';

interface AccountRow {
  key: string;
  version: bigint;
  held: bigint;
  authorized: bigint;
  paid: bigint;
  tip: bigint;
  refunded: bigint;
  payments: Record<string, { status: string; amount: number }> | null;
}

const rows = `select order_id::text as key, version, held, authorized, paid, tip, refunded, payments
  from payable left join (
    select order_id, jsonb_object_agg(payment_id, jsonb_build_object('status', status, 'amount', amount)) as payments
    from payment group by order_id) p using (order_id)
  where cafe_id is not null order by order_id`;

/** What the newest event of a payment says of its status. */
const told: Readonly<Record<string, readonly string[]>> = {
  'payment.initiated': ['PENDING', 'REQUIRES_ACTION', 'UNKNOWN'],
  'payment.authorized': ['AUTHORIZED', 'UNKNOWN'],
  'payment.completed': ['CAPTURED'],
  'payment.failed': ['FAILED'],
  'payment.cancelled': ['CANCELLED'],
  // Money that came for a payment that was over is given back as well.
  'payment.refunded': ['CAPTURED', 'FAILED', 'CANCELLED'],
  'payment.refund_failed': ['CAPTURED', 'FAILED', 'CANCELLED'],
};

type Fact = NewestEvent<{ orderId: string; amount: bigint; standing: OrderStanding | undefined }>;

/** Every payment and every order's account is what its newest event says. */
export const paymentLog: Check = {
  name: 'payment-log',
  rule: "Every payment, and how its order stands, is what the newest of the payment's events says.",
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(
      books.pages<AccountRow>('payment', rows),
      grouped(
        newestEvents(books, 'payment', paymentFacts, { table: 'payment', id: 'payment_id', key: 'order_id' }),
      ),
    );
    for await (const { key, left: account, right: facts } of both) {
      const subject = `order ${key}`;
      if (account) yield judge(subject, problemsOf(account, facts?.rows ?? []));
      else yield { subject, problem: `has no account, and ${facts?.rows[0]?.type} tells of it` };
    }
    const [lost] = await books.rows<{ count: bigint; first: string | null }>('payment', lostEvents);
    if (lost?.first)
      yield { subject: `payment ${lost.first}`, problem: `is gone, as ${lost.count} that events tell of` };
  },
};

const lostEvents = `select count(distinct aggregate_id) as count, min(aggregate_id::text) as first from event
  where aggregate_type = 'payment' and not exists (select from payment where payment_id = aggregate_id)`;

function problemsOf(account: AccountRow, facts: readonly Fact[]): (string | undefined)[] {
  const payments = new Map(Object.entries(account.payments ?? {}));
  let newest: OrderStanding | undefined;
  const problems: (string | undefined)[] = [];
  for (const { type, aggregateId, payload } of facts) {
    const { standing } = payload;
    if (standing && standing.version > (newest?.version ?? 0n)) newest = standing;
    const payment = payments.get(aggregateId);
    payments.delete(aggregateId);
    if (payment && !told[type]?.includes(payment.status))
      problems.push(`payment ${aggregateId} is ${payment.status} after ${type}`);
    if (payment && told[type]?.length === 1 && payload.amount !== BigInt(payment.amount))
      problems.push(`payment ${aggregateId} is of ${payment.amount}, ${type} said ${payload.amount}`);
  }
  for (const untold of payments.keys()) problems.push(`payment ${untold} has no event`);
  if (!newest) return problems;
  return [
    ...problems,
    newest.version > account.version ? `its account is older than its events` : undefined,
    differs('holds', account.held, newest.heldTotal),
    differs('has authorised', account.authorized, newest.authorizedTotal),
    differs('has taken', account.paid, newest.paidTotal),
    differs('has as tips', account.tip, newest.tipTotal),
    differs('has given back', account.refunded, newest.refundedTotal),
  ];
}
