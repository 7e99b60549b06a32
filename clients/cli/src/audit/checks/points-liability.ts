import { grace } from '../books.ts';
import { type Check, differs, type Finding, judge } from '../check.ts';
import { sideBySide } from '../side-by-side.ts';

interface LotRow {
  key: string;
  settled: boolean;
  issuer: string;
  points: bigint;
  /** Thousandths of a minor unit that they are worth. */
  worth: bigint;
}

const outstanding = `coalesce(sum(case when t.to_kind in ('CUSTOMER', 'HELD') then t.points else 0 end
    - case when t.from_kind in ('CUSTOMER', 'HELD') then t.points else 0 end), 0)::bigint`;

const held = `select lot_id::text as key, max(post_time) < ${grace} as settled, cafe_id::text as issuer, points,
    (points * minor_per_thousand)::bigint as worth
  from (
    select l.lot_id, l.cafe_id, v.minor_per_thousand, max(s.post_time) as post_time, ${outstanding} as points
    from lot l join point_value v on v.network_id = l.network_id and v.version = l.value_version
    join transfer t on t.lot_id = l.lot_id join entry_set s on s.set_id = t.set_id
    group by l.lot_id, l.cafe_id, v.minor_per_thousand) lot
  group by lot_id, cafe_id, points, minor_per_thousand order by lot_id`;

const owed = `select t.lot_id::text as key, true as settled, t.issuer_cafe_id::text as issuer, ${outstanding} as points,
    (${outstanding} * v.minor_per_thousand)::bigint as worth
  from posting_transfer t join point_value v on v.network_id = t.network_id and v.version = t.value_version
  group by t.lot_id, t.issuer_cafe_id, v.minor_per_thousand order by t.lot_id`;

/** A café is liable for what members have of its points. */
export const pointsLiability: Check = {
  name: 'points-liability',
  rule: 'What each café is liable for, lot by lot, is what members have of its points, free and held, at the value of the lot.',
  async *run(books): AsyncGenerator<Finding> {
    const both = sideBySide(books.pages<LotRow>('loyalty', held), books.pages<LotRow>('settlement', owed));
    for await (const { key, left: lot, right: liability } of both) {
      const subject = `lot ${key}`;
      if (lot?.settled === false) yield 'young';
      else if (!lot) yield { subject, problem: 'is owed and was never issued' };
      else if (!liability) yield { subject, problem: `has ${lot.points} points that nobody is liable for` };
      else
        yield judge(subject, [
          differs('is owed by café', liability.issuer, lot.issuer),
          differs('is owed for points', liability.points, lot.points),
          differs('is worth, in thousandths,', liability.worth, lot.worth),
        ]);
    }
  },
};
