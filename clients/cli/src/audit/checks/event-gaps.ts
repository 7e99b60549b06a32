import type { Check, Finding } from '../check.ts';

interface ThingRow {
  subject: string;
  missing: bigint;
  twice: bigint;
}

/** These change without a word, or tell of several changes at once: of them a version may be missing. */
const silent = ['payment', 'bill_payment', 'ticket', 'session', 'user', 'member'];
/** Many things that are back at the same time give a menu one version. */
const shared = ['product.availability_changed'];

const things = `select concat_ws(' ', aggregate_type, aggregate_id) as subject,
    count(*) filter (where version > coalesce(version_before, 0) + 1 and aggregate_type <> all ($1)) as missing,
    count(*) filter (where version = version_before and type = type_before and type <> all ($2)) as twice
  from (
    select aggregate_type, aggregate_id, type, aggregate_version as version,
      lag(aggregate_version) over w as version_before, lag(type) over w as type_before
    from event window w as (partition by aggregate_id order by aggregate_version, type)) e
  group by aggregate_type, aggregate_id`;

/** The log has an event for every version of everything, and one only. */
export const eventGaps: Check = {
  name: 'event-gaps',
  rule: 'The versions that the events of one thing tell of begin at 1 and have no gap, and none is told of twice.',
  async *run(books): AsyncGenerator<Finding> {
    for (const service of books.services)
      for await (const { subject, missing, twice } of books.scan<ThingRow>(service, things, [
        silent,
        shared,
      ])) {
        if (missing > 0n) yield { subject, problem: `has ${missing} gaps in its versions` };
        else if (twice > 0n) yield { subject, problem: `tells of ${twice} versions twice` };
        else yield 'right';
      }
  },
};
