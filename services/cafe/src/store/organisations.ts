import { type Database, statement, withScope } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import type { OnceKey } from '@sippy/kit/once';
import { alreadyExists, notFound } from '@sippy/kit/refusal';
import { organisationScope, type Scope, serviceScope } from '@sippy/kit/scope';
import type { Organisation } from '@sippy/proto/cafe/v1/cafe';
import type { organisation as OrganisationRow, PrismaClient } from '../../gen/prisma/client.ts';
import { organisationOf } from '../messages/answers.ts';
import { organisationCreated } from '../messages/facts.ts';

/** An organisation that is meant to exist; it does once its owner owns it. */
export interface Intent {
  organisationId: string;
  ownerUserId: string;
}

const insertOrganisation = statement<OrganisationRow>(
  'cafe_insert_organisation',
  'insert into organisation (organisation_id, name, owner_user_id) values ($1, $2, $3)',
);
const ownOrganisation = statement<OrganisationRow>(
  'cafe_own_organisation',
  'update organisation set owned_time = now() where organisation_id = $1 and owned_time is null returning *',
);
const findOrganisation = statement<OrganisationRow>(
  'cafe_find_organisation',
  'select * from organisation where organisation_id = $1 and owned_time is not null',
);
const listNotOwned = statement<OrganisationRow>(
  'cafe_list_not_owned',
  'select * from organisation where owned_time is null and create_time < $1 order by create_time limit 100',
);

const deleteIntent = statement<object>(
  'cafe_delete_intent',
  'delete from organisation where organisation_id = $1 and owned_time is null',
);

/** Writes down that a user is to own a new organisation. Refuses with ALREADY_EXISTS for a taken id. */
export async function intendOrganisation(
  db: Database,
  key: OnceKey,
  intent: Intent & { name: string },
): Promise<void> {
  try {
    await db.transaction(serviceScope, async (tx) => {
      await tx.once(key, { organisation_id: intent.organisationId });
      await tx.query(insertOrganisation, [intent.organisationId, intent.name, intent.ownerUserId]);
    });
  } catch (error) {
    if (isUniqueViolation(error, 'organisation_pkey'))
      throw alreadyExists('organisation', intent.organisationId);
    throw error;
  }
}

/** Says that the owner owns the organisation now, with its event the first time. */
export async function settleOrganisation(db: Database, intent: Intent): Promise<void> {
  await db.transaction(serviceScope, async (tx) => {
    const [row] = await tx.query(ownOrganisation, [intent.organisationId]);
    if (!row) return;
    await tx.append([organisationCreated(intent, row.version)]);
  });
}

/** Reads an organisation that the scope may see. Refuses with NOT_FOUND. */
export async function getOrganisation(
  db: Database,
  scope: Scope,
  organisationId: string,
): Promise<Organisation> {
  const [row] = await db.read(scope, findOrganisation, [organisationId]);
  if (!row) throw notFound('organisation', organisationId);
  return organisationOf(row);
}

/** The organisations with these ids that have their owner, by name. */
export async function listOrganisations(
  prisma: PrismaClient,
  organisationIds: readonly string[],
): Promise<Organisation[]> {
  const rows = await withScope(organisationScope(...organisationIds), async () =>
    prisma.organisation.findMany({
      where: { organisation_id: { in: [...organisationIds] }, owned_time: { not: null } },
      orderBy: [{ name: 'asc' }, { organisation_id: 'asc' }],
    }),
  );
  return rows.map(organisationOf);
}

/** Organisations that have waited for their owner since before a time. */
export async function listIntents(db: Database, before: Date): Promise<Intent[]> {
  const rows = await db.read(serviceScope, listNotOwned, [before]);
  return rows.map((row) => ({ organisationId: row.organisation_id, ownerUserId: row.owner_user_id }));
}

/** Gives up an organisation that will never have its owner. */
export async function dropIntent(db: Database, { organisationId }: Intent): Promise<void> {
  await db.command(serviceScope, deleteIntent, [organisationId]);
}
