import { grace } from '../books.ts';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface BillRow {
  key: string;
  settled: boolean;
  bill_id: string;
  status: string;
  amount: bigint;
  taken: bigint;
}

interface HoldRow {
  key: string;
  settled: boolean;
  transfer_id: string;
  status: string;
  minor: bigint;
  recorded: bigint;
}

const bills = `select payment_id::text as key, update_time < ${grace} as settled, order_id::text as bill_id, status, amount,
    captured as taken
  from payment where cafe_id is null order by payment_id`;

const holds = `select payment_id::text as key, greatest(hold_time, end_time) < ${grace} as settled,
    coalesce(h.transfer_id, r.transfer_id)::text as transfer_id, coalesce(h.status, 'NONE') as status,
    coalesce(h.minor, 0) as minor, coalesce(r.minor, 0) as recorded
  from transfer_hold h full join (select * from transfer_payment where payment_id is not null) r using (payment_id)
  order by payment_id`;

/** What cards paid is recorded, and the other way round. */
export const billPayments: Check = {
  name: 'bill-payments',
  rule: 'Every payment that a card has completed for a bill is recorded on that transfer once, as much as it took, and the other way round; one that failed holds nothing.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(
      books.pages<BillRow>('payment', bills),
      books.pages<HoldRow>('settlement', holds),
    );
    for await (const { key, left: payment, right: hold } of both) {
      const subject = `payment ${key}`;
      if (payment?.settled === false || hold?.settled === false) yield 'young';
      else if (!payment)
        yield { subject, problem: `does not exist, and ${hold?.recorded} are recorded of it` };
      else yield judge(subject, problemsOf(payment, hold));
    }
  },
};

function problemsOf(payment: BillRow, hold: HoldRow | undefined): (string | false | undefined)[] {
  const isTaken = payment.status === 'CAPTURED';
  const isOver = isTaken || payment.status === 'FAILED' || payment.status === 'CANCELLED';
  // One that has only begun may not have held anything yet.
  const expected = isTaken ? 'PAID' : isOver ? 'RELEASED' : 'HELD';
  return [
    differs('is recorded with', hold?.recorded ?? 0n, isTaken ? payment.taken : 0n),
    (isOver || hold !== undefined) && differs('is known as', hold?.status ?? 'NONE', expected),
    hold && differs('is known to pay', hold.transfer_id, payment.bill_id),
    hold && differs('is known to be of', hold.minor, payment.amount),
  ];
}
