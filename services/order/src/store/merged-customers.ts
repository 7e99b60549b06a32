import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';

/** One who is kept, and one who was merged into them. */
export interface MergedCustomer {
  organisationId: string;
  customerId: string;
  mergedCustomerId: string;
}

const rememberSql = statement<object>(
  'order_remember_merged',
  `with earlier as (update merged_customer set into_customer_id = $2 where into_customer_id = $1)
   insert into merged_customer (customer_id, into_customer_id, organisation_id)
   values ($1, coalesce((select into_customer_id from merged_customer where customer_id = $2), $2), $3)
   on conflict (customer_id) do nothing`,
);

const findSql = statement<{ customerId: string }>(
  'order_find_merged',
  'select customer_id as "customerId" from merged_customer where into_customer_id = $1',
);

/** Remembers that two records of a customer became one, in whichever order it is told of several. */
export async function rememberMerged(tx: Transaction, merged: MergedCustomer): Promise<void> {
  const { organisationId, customerId, mergedCustomerId } = merged;
  await tx.query(rememberSql, [mergedCustomerId, customerId, organisationId]);
}

/** The ids under which a customer has ordered: their own, and those that were merged into it. */
export async function idsOfCustomer(db: Database, customerId: string): Promise<string[]> {
  const merged = await db.read(serviceScope, findSql, [customerId]);
  return [customerId, ...merged.map((row) => row.customerId)];
}
