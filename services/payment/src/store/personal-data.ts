/** What payments say of a person, and how it is removed. Receipts are kept, as the law asks; they name nobody. */
import { type Database, statement } from '@sippy/kit/db';
import type { PersonalSection, Subject } from '@sippy/kit/personal-data';
import { serviceScope } from '@sippy/kit/scope';

const OF_PERSON = `p.customer_id = any ($1::uuid[]) and ($2::uuid is null or p.organisation_id = $2)`;

/** What is kept of a person: payments with their receipts, without anything of a card. */
export const personalSections: readonly PersonalSection[] = [
  {
    kind: 'payment.payments',
    sql: statement(
      'payment_export',
      `select p.payment_id as id, jsonb_build_object('payment_id', p.payment_id, 'order_id', p.order_id, 'cafe_id', p.cafe_id,
         'status', p.status, 'tender', p.tender, 'currency', p.currency_code, 'amount', p.amount, 'tip', p.tip,
         'refunded', p.refunded, 'order_number', p.order_number, 'business_day', p.business_day,
         'receipt_number', p.receipt_number, 'payment_time', p.payment_time, 'sale', p.sale,
         'receipts_to_send', (select jsonb_agg(m.recipient) from receipt_mail m where m.payment_id = p.payment_id))::text as json
       from payment p where ${OF_PERSON} and ($3::uuid is null or p.payment_id > $3)
       order by p.payment_id limit $4`,
    ),
  },
  {
    kind: 'payment.refunds',
    sql: statement(
      'payment_export_refunds',
      `select r.refund_id as id, jsonb_build_object('refund_id', r.refund_id, 'payment_id', r.payment_id, 'status', r.status,
         'currency', r.currency_code, 'amount', r.amount, 'reason', r.reason, 'time', r.refund_time)::text as json
       from payment p join refund r on r.payment_id = p.payment_id
       where ${OF_PERSON} and ($3::uuid is null or r.refund_id > $3)
       order by r.refund_id limit $4`,
    ),
  },
];

const forgetSql = statement<object>(
  'payment_forget_addresses',
  `delete from receipt_mail m using payment p where p.payment_id = m.payment_id and ${OF_PERSON}`,
);

/** Forgets the addresses to which receipts of a person wait to be sent; sent ones are forgotten already. */
export async function forgetAddresses(db: Database, { customerIds, organisationId }: Subject): Promise<void> {
  await db.command(serviceScope, forgetSql, [customerIds, organisationId || null]);
}
