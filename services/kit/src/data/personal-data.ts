import { invalidField } from '../call/refusal.ts';
import type { Database } from './db.ts';
import { serviceScope } from './scope.ts';
import type { Statement } from './statement.ts';

/** Whose personal data, as a request names it: all ids of a person, and one organisation's part or everything. */
export interface Subject {
  customerIds: readonly string[];
  /** Empty for all. */
  organisationId: string;
}

/**
 * One kind of thing that a service keeps of a person. Its statement takes the person's ids ($1), the organisation or null ($2),
 * the id after which to go on or null ($3) and how many ($4), and gives them by id.
 */
export interface PersonalSection {
  /** Such as `order.orders`. */
  kind: string;
  sql: Statement<{ id: string; json: string }>;
}

/** A part of what is kept of a person. */
export interface PersonalPage {
  records: { kind: string; json: string }[];
  /** Empty at the end. */
  nextPageToken: string;
}

const PAGE = 100;

/** Who it is about; refuses a request that says nobody. */
export function subjectOf(subject: Subject | undefined): Subject {
  if (!subject) throw invalidField('subject', 'must be set');
  return subject;
}

/** Reads the next part of what is kept of a person, section after section. */
export async function personalPage(
  db: Database,
  sections: readonly PersonalSection[],
  { customerIds, organisationId }: Subject,
  pageToken: string,
): Promise<PersonalPage> {
  const [, index = '0', after = ''] = /^(\d{1,3}):([0-9a-f-]{0,36})$/.exec(pageToken || '0:') ?? [];
  const at = Number(index);
  const section = sections[at];
  if (!section || (pageToken !== '' && !pageToken.startsWith(`${index}:`)))
    throw invalidField('page_token', 'must be that of the answer before');
  const rows = await db.read(serviceScope, section.sql, [
    customerIds,
    organisationId || null,
    after || null,
    PAGE,
  ]);
  const last = rows.at(-1);
  const isFull = rows.length === PAGE && last !== undefined;
  const next = sections[at + 1] ? `${at + 1}:` : '';
  return {
    records: rows.map(({ json }) => ({ kind: section.kind, json })),
    nextPageToken: isFull ? `${at}:${last.id}` : next,
  };
}
