import { type Database, statement } from '@sippy/kit/db';
import type { Scope } from '@sippy/kit/scope';
import type { payable as PayableRow } from '../../gen/prisma/client.ts';

const list = statement<PayableRow>(
  'payment_list_standings',
  'select * from payable where order_id = any ($1::uuid[])',
);

/** How orders stand, as far as the scope may see them; an order that nobody has begun to pay is left out. */
export function listStandings(
  db: Database,
  scope: Scope,
  orderIds: readonly string[],
): Promise<PayableRow[]> {
  return db.read(scope, list, [orderIds]);
}
