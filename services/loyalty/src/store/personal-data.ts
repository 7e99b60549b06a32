/** What the ledger says of a person, and how it is removed. Movements stay, under an id that says nothing of anybody. */
import { type Database, statement } from '@sippy/kit/db';
import type { PersonalSection, Subject } from '@sippy/kit/personal-data';
import { serviceScope } from '@sippy/kit/scope';

const OF_PERSON = `s.customer_id = any ($1::uuid[]) and ($2::uuid is null or s.organisation_id = $2)`;

/** What is kept of a person: every movement of their points. */
export const personalSections: readonly PersonalSection[] = [
  {
    kind: 'loyalty.movements',
    sql: statement(
      'loyalty_export',
      `select s.set_id as id, jsonb_build_object('set_id', s.set_id, 'network_id', s.network_id, 'kind', s.kind,
         'cafe_id', s.cafe_id, 'order_id', s.order_id, 'rules', s.rule_names, 'reason', s.reason, 'note', s.note,
         'balance_after', s.balance_after, 'business_day', s.business_day, 'time', s.post_time,
         'points', (select sum(t.points) from transfer t where t.set_id = s.set_id))::text as json
       from entry_set s where ${OF_PERSON} and ($3::uuid is null or s.set_id > $3)
       order by s.set_id limit $4`,
    ),
  },
  {
    kind: 'loyalty.vouchers',
    sql: statement(
      'loyalty_export_vouchers',
      `select s.voucher_id as id, jsonb_build_object('voucher_id', s.voucher_id, 'campaign_id', s.campaign_id,
         'organisation_id', s.organisation_id, 'status', s.status, 'first_day', s.first_day, 'last_day', s.last_day,
         'order_id', s.order_id, 'issue_time', s.issue_time)::text as json
       from voucher s where ${OF_PERSON} and ($3::uuid is null or s.voucher_id > $3)
       order by s.voucher_id limit $4`,
    ),
  },
  {
    kind: 'loyalty.reviews',
    sql: statement(
      'loyalty_export_reviews',
      `select s.order_id as id, jsonb_build_object('order_id', s.order_id, 'cafe_id', s.cafe_id, 'business_day', s.business_day,
         'points', s.points, 'reasons', s.reasons, 'status', s.status, 'note', s.note, 'hold_time', s.hold_time,
         'review_time', s.review_time)::text as json
       from earning_review s where ${OF_PERSON} and ($3::uuid is null or s.order_id > $3)
       order by s.order_id limit $4`,
    ),
  },
];

const forgetSql = statement<object>(
  'loyalty_forget_notes',
  `update entry_set s set note = null where ${OF_PERSON} and s.note is not null`,
);

const forgetReviewsSql = statement<object>(
  'loyalty_forget_review_notes',
  `update earning_review s set note = null where ${OF_PERSON} and s.note is not null`,
);

/** Forgets what managers wrote beside adjustments and reviews of a person's points: of a movement nothing else can be changed. */
export async function forgetNotes(db: Database, { customerIds, organisationId }: Subject): Promise<void> {
  const params = [customerIds, organisationId || null];
  await db.command(serviceScope, forgetSql, params);
  await db.command(serviceScope, forgetReviewsSql, params);
}
