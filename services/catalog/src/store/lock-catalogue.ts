import { statement, type Transaction } from '@sippy/kit/db';

const lock = statement<object>(
  'catalog_lock',
  `insert into catalogue (organisation_id, revision) values ($1, 1)
   on conflict (organisation_id) do update set revision = catalogue.revision + 1`,
);

/** Locks an organisation's catalogue until the end of the transaction: nobody else changes it, or adds a menu of it. */
export async function lockCatalogue(tx: Transaction, organisationId: string): Promise<void> {
  await tx.query(lock, [organisationId]);
}
