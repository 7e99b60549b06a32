import { grace } from '../books.ts';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface SetRow {
  key: string;
  settled: boolean;
  kind: string;
  network_id: string;
  cafe_id: string;
  business_day: string;
  transfers: string;
}

/** Each transfer as a text, in order: the same in both books if they tell the same. */
const transfers = `(
    select string_agg(concat_ws(' ', t.from_kind, t.from_id, t.to_kind, t.to_id, t.lot_id, t.points), ', ' order by t.number)
    from`;

const posted = `select s.set_id::text as key, s.post_time < ${grace} as settled, s.kind, s.network_id::text, s.cafe_id::text,
    s.business_day::text, ${transfers} transfer t where t.set_id = s.set_id) as transfers
  from entry_set s where s.kind not in ('HOLD', 'VOID', 'MERGE') and exists (select from transfer t where t.set_id = s.set_id)
  order by s.set_id`;

const kept = `select s.set_id::text as key, s.post_time < ${grace} as settled, s.kind, s.network_id::text, s.cafe_id::text,
    s.business_day::text, ${transfers} posting_transfer t where t.set_id = s.set_id) as transfers
  from posting s order by s.set_id`;

/** What is settled is what was posted. */
export const postingsAtLoyalty: Check = {
  name: 'postings-at-loyalty',
  rule: 'The journal that months are settled from has every movement of points that the ledger has, with the same transfers, and no other.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(books.pages<SetRow>('loyalty', posted), books.pages<SetRow>('settlement', kept));
    for await (const { key, left: ledger, right: journal } of both) {
      const subject = `entry set ${key}`;
      if (!ledger) yield { subject, problem: 'is settled and was never posted' };
      else if (!journal) yield ledger.settled ? { subject, problem: 'is not in the journal' } : 'young';
      else
        yield judge(subject, [
          differs('is settled as', journal.kind, ledger.kind),
          differs('is settled in network', journal.network_id, ledger.network_id),
          differs('is settled for café', journal.cafe_id, ledger.cafe_id),
          differs('is settled for', journal.business_day, ledger.business_day),
          differs('moves', journal.transfers, ledger.transfers),
        ]);
    }
  },
};
