import type { Actor } from '@sippy/kit/call';
import { type Database, json, statement } from '@sippy/kit/db';
import type { OnceKey } from '@sippy/kit/once';
import { serviceScope } from '@sippy/kit/scope';
import type { Rules } from '../domain/programme.ts';
import { rulesInThePast } from '../domain/refusals.ts';

/** A version of the rules with what is told beside it. */
export interface ProgrammeRow {
  networkId: string;
  version: number;
  startTime: Date;
  rules: Rules;
  currencyCode: string;
  /** Minor units that 1,000 points are worth then; null before points have a value. */
  perThousand: bigint | null;
}

/** A network as loyalty knows it. */
export interface NetworkRow {
  networkId: string;
  /** The organisation that administers it. */
  organisationId: string;
}

const PROGRAMME = `p.network_id as "networkId", p.version, p.start_time as "startTime", p.rules,
  n.currency_code as "currencyCode",
  (select v.minor_per_thousand from point_value v where v.network_id = p.network_id and (v.start_time <= greatest(p.start_time, $2) or v.version = 1)
   order by v.version desc limit 1) as "perThousand"`;

const findVersion = statement<ProgrammeRow>(
  'loyalty_find_programme_version',
  `select ${PROGRAMME} from programme p join network n on n.network_id = p.network_id
   where p.network_id = $1 and p.version = $3`,
);
const findCurrent = statement<ProgrammeRow>(
  'loyalty_find_programme',
  `select ${PROGRAMME} from programme p join network n on n.network_id = p.network_id
   where p.network_id = $1 and (p.start_time <= $2 or p.version = 1) order by p.version desc limit 1`,
);
const findNetwork = statement<NetworkRow>(
  'loyalty_find_network',
  'select network_id as "networkId", organisation_id as "organisationId" from network where network_id = $1',
);
const networkOfCafe = statement<{ networkId: string }>(
  'loyalty_network_of_cafe',
  `select c.network_id as "networkId" from network_cafe c join network n on n.network_id = c.network_id
   where c.cafe_id = $1 and ($2::timestamptz at time zone n.time_zone)::date >= c.join_day
     and (c.leave_day is null or ($2::timestamptz at time zone n.time_zone)::date < c.leave_day)`,
);
const currencyOf = statement<{ networkId: string; currencyCode: string }>(
  'loyalty_currencies',
  'select network_id as "networkId", currency_code as "currencyCode" from network where network_id = any ($1::uuid[])',
);
const cafesOf = statement<{ cafeId: string }>(
  'loyalty_cafes_of_network',
  'select distinct cafe_id as "cafeId" from network_cafe where network_id = $1',
);
/** Versions of one network are added one after the other: whoever adds one holds the network's row. */
const lockNetwork = statement<object>(
  'loyalty_lock_network',
  'select from network where network_id = $1 for update',
);
const newestVersion = statement<{ version: number; startTime: Date }>(
  'loyalty_newest_programme',
  `select version, start_time as "startTime" from programme where network_id = $1 order by version desc limit 1`,
);
const addVersion = statement<object>(
  'loyalty_add_programme',
  `insert into programme (network_id, version, organisation_id, start_time, rules, actor_kind, actor_id, create_time)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** A version of a network's rules; 0 for those that hold now, or will first. */
export async function readProgramme(
  db: Database,
  networkId: string,
  version: number,
  now: Date,
): Promise<ProgrammeRow | undefined> {
  const found =
    version === 0
      ? await db.read(serviceScope, findCurrent, [networkId, now])
      : await db.read(serviceScope, findVersion, [networkId, now, version]);
  return found[0];
}

/** A network. */
export async function readNetwork(db: Database, networkId: string): Promise<NetworkRow | undefined> {
  return (await db.read(serviceScope, findNetwork, [networkId]))[0];
}

/** The network that a café belongs to at a moment. */
export async function networkOf(db: Database, cafeId: string, now: Date): Promise<string | undefined> {
  return (await db.read(serviceScope, networkOfCafe, [cafeId, now]))[0]?.networkId;
}

/** Currencies of networks. */
export async function currenciesOf(
  db: Database,
  networkIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.read(serviceScope, currencyOf, [networkIds]);
  return new Map(rows.map(({ networkId, currencyCode }) => [networkId, currencyCode]));
}

/** The cafés that are or were in a network. */
export async function cafeIdsOf(db: Database, networkId: string): Promise<string[]> {
  return (await db.read(serviceScope, cafesOf, [networkId])).map(({ cafeId }) => cafeId);
}

/** A version to be added. */
export interface NewProgramme {
  network: NetworkRow;
  rules: Rules;
  startTime: Date;
  actor: Actor;
}

/**
 * Adds a version once for a request; returns its number. Refuses with RULES_IN_THE_PAST what would hold before now or before
 * the version before it; the first may begin whenever it likes.
 */
export function addProgramme(
  db: Database,
  key: OnceKey,
  { network, rules, startTime, actor }: NewProgramme,
  now: Date,
): Promise<number> {
  const { networkId, organisationId } = network;
  return db.transaction(serviceScope, async (tx) => {
    await tx.query(lockNetwork, [networkId]);
    const [newest] = await tx.query(newestVersion, [networkId]);
    const version = (newest?.version ?? 0) + 1;
    await tx.once(key, { version });
    if (newest && (startTime < now || startTime < newest.startTime)) throw rulesInThePast();
    const values = [networkId, version, organisationId, startTime, json(rules), actor.kind, actor.id, now];
    await tx.query(addVersion, values);
    return version;
  });
}
