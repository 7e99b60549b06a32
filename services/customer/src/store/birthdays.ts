import { type Database, statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

/** On which day of the year (MM-DD) a customer was born. */
export interface BirthdayRow {
  customerId: string;
  monthDay: string;
}

/** Withdrawn consent, erasure and merging leave no date of birth behind. */
const birthdaysSql = statement<BirthdayRow>(
  'customer_birthdays',
  `select a.customer_id as "customerId", to_char(c.birth_date, 'MM-DD') as "monthDay" from customer a
   join customer c on c.customer_id = coalesce(a.merged_into_id, a.customer_id)
   where a.customer_id = any ($1::uuid[]) and c.birth_date is not null`,
);

/** The birthdays of those customers of whom they are kept. */
export function birthdaysOf(db: Database, customerIds: readonly string[]): Promise<BirthdayRow[]> {
  return db.read(serviceScope, birthdaysSql, [customerIds]);
}
