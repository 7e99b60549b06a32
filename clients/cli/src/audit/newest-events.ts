import { Event } from '@sippy/proto/web/event/v1/event';
import { type Books, grace } from './books.ts';
import type { Pages } from './side-by-side.ts';

/** The newest event of one thing. */
export interface NewestEvent<Payload> {
  key: string;
  /** Id of the thing. */
  aggregateId: string;
  type: string;
  /** Version of the thing after the event. */
  version: bigint;
  /** It is older than the grace, so whoever follows it must have heard it. */
  settled: boolean;
  payload: Payload;
}

/** How to read the payloads of events, by their type. */
export type Codecs<Payload> = Readonly<Record<string, { decode(bytes: Uint8Array): Payload }>>;

interface Row {
  key: string;
  aggregate_id: string;
  type: string;
  version: bigint;
  settled: boolean;
  envelope: Buffer;
}

/**
 * The newest event of each thing that a service tells of with these types, sorted by the thing's id. Where `keyed` names
 * a table and two columns, by the second of them instead; events of a thing that the table lacks are left out.
 */
export async function* newestEvents<Payload>(
  books: Books,
  service: string,
  codecs: Codecs<Payload>,
  keyed?: { table: string; id: string; key: string },
): Pages<NewestEvent<Payload>> {
  const newest = `select distinct on (event.aggregate_id) aggregate_id::text, aggregate_id as id, type, aggregate_version as version, envelope,
      time < ${grace} as settled
    from event where type = any ($1) order by event.aggregate_id, aggregate_version desc, position desc`;
  const sql = keyed
    ? `select k.${keyed.key}::text as key, e.* from (${newest}) e
       join ${keyed.table} k on k.${keyed.id} = e.id order by k.${keyed.key}`
    : `select aggregate_id as key, e.* from (${newest}) e`;
  for await (const page of books.pages<Row>(service, sql, [Object.keys(codecs)]))
    yield page.flatMap((row) => {
      const codec = codecs[row.type];
      if (!codec) return [];
      const { key, aggregate_id: aggregateId, type, version, settled } = row;
      return [
        {
          key,
          aggregateId,
          type,
          version,
          settled,
          payload: codec.decode(Event.decode(row.envelope).payload),
        },
      ];
    });
}
