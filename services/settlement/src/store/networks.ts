import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { alreadyExists, notFound } from '@sippy/kit/refusal';
import type { Scope } from '@sippy/kit/scope';
import type { BreakageFundingName, DefaultFundingName, Network, Stay } from '../domain/network.ts';
import { partiesOf } from '../domain/network.ts';
import { cafeInNetwork } from '../domain/refusals.ts';
import { networkChanged } from '../messages/network.ts';

interface NetworkRow {
  network_id: string;
  name: string;
  currency_code: string;
  time_zone: string;
  administrator_organisation_id: string;
  breakage_funding: BreakageFundingName;
  default_funding: DefaultFundingName;
  fee_fixed_minor: bigint;
  fee_bps: number;
  open_from: string | null;
  version: bigint;
  create_time: Date;
  stays: Stay[];
  values: { version: number; minorPerThousand: string; startTime: string }[];
}

const WHOLE = `n.*,
  (select coalesce(jsonb_agg(jsonb_build_object('cafeId', c.cafe_id, 'organisationId', c.organisation_id, 'name', c.name,
     'timeZone', c.time_zone, 'joinDay', c.join_day, 'leaveDay', c.leave_day) order by c.number), '[]')
   from network_cafe c where c.network_id = n.network_id) as stays,
  (select coalesce(jsonb_agg(jsonb_build_object('version', v.version, 'minorPerThousand', v.minor_per_thousand::text,
     'startTime', v.start_time) order by v.version), '[]')
   from point_value v where v.network_id = n.network_id) as values`;

const findNetwork = statement<NetworkRow>(
  'settlement_find_network',
  `select ${WHOLE} from network n where n.network_id = $1`,
);
const lockNetwork = statement<object>(
  'settlement_lock_network',
  'select from network where network_id = $1 for update',
);
const listNetworks = statement<NetworkRow>(
  'settlement_list_networks',
  `select ${WHOLE} from network_party p join network n using (network_id)
   where p.organisation_id = $1 and ($2::uuid is null or p.network_id < $2)
   order by p.network_id desc limit $3`,
);
const keepNetwork = statement<{ network_id: string }>(
  'settlement_keep_network',
  `insert into network (network_id, name, currency_code, time_zone, administrator_organisation_id, breakage_funding,
     default_funding, fee_fixed_minor, fee_bps, open_from, version, create_time)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::date, $11, $12)
   on conflict (network_id) do update set (name, breakage_funding, default_funding, fee_fixed_minor, fee_bps, open_from, version) =
     (excluded.name, excluded.breakage_funding, excluded.default_funding, excluded.fee_fixed_minor, excluded.fee_bps,
      excluded.open_from, excluded.version)
   where network.version = excluded.version - 1 returning network_id`,
);
const keepParties = statement<object>(
  'settlement_keep_parties',
  'insert into network_party select $1, unnest($2::uuid[]) on conflict do nothing',
);
const keepStays = statement<object>(
  'settlement_keep_stays',
  `insert into network_cafe (network_id, number, cafe_id, organisation_id, name, time_zone, join_day, leave_day)
   select $1, number, "cafeId"::uuid, "organisationId"::uuid, name, "timeZone", "joinDay"::date, "leaveDay"::date
   from jsonb_to_recordset($2::jsonb) as s (number integer, "cafeId" text, "organisationId" text, name text,
     "timeZone" text, "joinDay" text, "leaveDay" text)
   on conflict (network_id, number) do update set leave_day = excluded.leave_day
   where network_cafe.leave_day is distinct from excluded.leave_day`,
);
const keepValues = statement<object>(
  'settlement_keep_values',
  `insert into point_value (network_id, version, minor_per_thousand, start_time)
   select $1, version, "minorPerThousand", "startTime"
   from jsonb_to_recordset($2::jsonb) as v (version integer, "minorPerThousand" bigint, "startTime" timestamptz)
   on conflict (network_id, version) do nothing`,
);
/** Cafés join and leave one after the other, so that none is in two networks. */
const lockCafes = statement<object>(
  'settlement_lock_cafes',
  `select pg_advisory_xact_lock(hashtextextended('stay of ' || id, 0)) from unnest($1::text[]) as id`,
);
const otherStays = statement<{ name: string; join_day: string }>(
  'settlement_other_stays',
  `select name, join_day from network_cafe
   where cafe_id = any ($1::uuid[]) and (leave_day is null or leave_day > $2::date) order by join_day limit 1`,
);

/** Reads a network that the scope may see. Refuses with NOT_FOUND. */
export async function getNetwork(db: Database, scope: Scope, networkId: string): Promise<Network> {
  const [row] = await db.read(scope, findNetwork, [networkId]);
  if (!row) throw notFound('network', networkId);
  return networkOf(row);
}

/** Networks that an organisation is party to, newest first; one more than the page has, if there are more. */
export async function listNetworksOf(
  db: Database,
  scope: Scope,
  organisationId: string,
  page: Page<readonly ['uuid']>,
): Promise<Network[]> {
  const rows = await db.read(scope, listNetworks, [organisationId, page.after?.[0] ?? null, page.size + 1]);
  return rows.map(networkOf);
}

/** Locks and reads a network in a transaction that sees it. Refuses with NOT_FOUND. */
export async function lockedNetwork(tx: Transaction, networkId: string): Promise<Network> {
  await tx.query(lockNetwork, [networkId]);
  const [row] = await tx.query(findNetwork, [networkId]);
  if (!row) throw notFound('network', networkId);
  return networkOf(row);
}

/** Refuses cafés that are in any network on or after a day. To be asked before they are added to one. */
export async function requireFree(
  tx: Transaction,
  cafeIds: readonly string[],
  joinDay: string,
): Promise<void> {
  if (cafeIds.length === 0) return;
  await tx.query(lockCafes, [cafeIds.toSorted()]);
  const [other] = await tx.query(otherStays, [cafeIds, joinDay]);
  if (other) throw cafeInNetwork(other.name, other.join_day);
}

/** Writes a network as it is now, under the next version, with its event. Refuses a new one whose id is taken. */
export async function keepChangedNetwork(tx: Transaction, changed: Network): Promise<Network> {
  const network = { ...changed, version: changed.version + 1n };
  const { networkId, fee } = network;
  const [kept] = await tx.query(keepNetwork, [
    ...[networkId, network.name, network.currencyCode, network.timeZone, network.administratorId],
    ...[network.breakageFunding, network.defaultFunding, fee.fixedMinor, fee.bps, network.openFrom],
    ...[network.version, network.createTime],
  ]);
  if (!kept) throw alreadyExists('network', networkId);
  await tx.query(keepParties, [networkId, partiesOf(network)]);
  await tx.query(keepStays, [networkId, json(network.stays.map((stay, i) => ({ ...stay, number: i + 1 })))]);
  await tx.query(keepValues, [networkId, json(network.values)]);
  await tx.append([networkChanged(network)]);
  return network;
}

function networkOf(row: NetworkRow): Network {
  return {
    networkId: row.network_id,
    name: row.name,
    currencyCode: row.currency_code,
    timeZone: row.time_zone,
    administratorId: row.administrator_organisation_id,
    breakageFunding: row.breakage_funding,
    defaultFunding: row.default_funding,
    fee: { fixedMinor: row.fee_fixed_minor, bps: row.fee_bps },
    openFrom: row.open_from,
    stays: row.stays,
    values: row.values.map((value) => ({
      version: value.version,
      minorPerThousand: BigInt(value.minorPerThousand),
      startTime: new Date(value.startTime),
    })),
    version: row.version,
    createTime: row.create_time,
  };
}
