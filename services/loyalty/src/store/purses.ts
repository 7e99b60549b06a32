/** Members and their lots, as the ledger says. */
import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import type { Lot, Purse } from '../domain/purse.ts';

/** Names a member: a customer in a network. */
export interface MemberKey {
  customerId: string;
  networkId: string;
}

interface MemberRow {
  memberId: string;
  customerId: string;
  networkId: string;
  version: bigint;
  firstOrderId: string | null;
  birthdayYear: number | null;
  /** Customer whose record this one was merged into. */
  mergedIntoId: string | null;
}

type LotRow = Lot & MemberKey;

const MEMBER = `m.member_id as "memberId", m.customer_id as "customerId", m.network_id as "networkId", m.version,
  m.first_order_id as "firstOrderId", m.birthday_year as "birthdayYear",
  m.merged_into_id as "mergedIntoId"`;

const lockMembers = statement<MemberRow>(
  'loyalty_lock_members',
  `select ${MEMBER} from member m
   where (m.customer_id, m.network_id) in (select * from unnest($1::uuid[], $2::uuid[]))
   order by m.customer_id, m.network_id for update`,
);
const addMembers = statement<object>(
  'loyalty_add_members',
  `insert into member (customer_id, network_id, member_id, version) select *, 0 from unnest($1::uuid[], $2::uuid[], $3::uuid[])
   on conflict do nothing`,
);
const findMembers = statement<MemberRow>(
  'loyalty_find_members',
  `select ${MEMBER} from member a
   join member m on m.network_id = a.network_id and m.customer_id = coalesce(a.merged_into_id, a.customer_id)
   where a.customer_id = $1 and ($2::uuid is null or a.network_id = $2)`,
);

const LOTS = `
  select l.customer_id as "customerId", l.network_id as "networkId", l.lot_id as "lotId", l.cafe_id as "cafeId",
    l.organisation_id as "organisationId", coalesce(z.time_zone, 'UTC') as zone, l.value_version as "valueVersion",
    v.minor_per_thousand as "perThousand", l.issue_day as "issueDay", l.expire_day as "expireDay",
    l.grace_day as "graceDay", s.free, s.held, s.expired
  from wanted w
  join lot l on l.lot_id = w.lot_id
  join point_value v on v.network_id = l.network_id and v.version = l.value_version
  cross join lateral (
    select coalesce(sum(case when t.to_kind = t.from_kind then 0 when t.to_kind = 'CUSTOMER' then t.points
        when t.from_kind = 'CUSTOMER' then -t.points else 0 end), 0)::bigint as free,
      coalesce(sum(case when t.to_kind = t.from_kind then 0 when t.to_kind = 'HELD' then t.points
        when t.from_kind = 'HELD' then -t.points else 0 end), 0)::bigint as held,
      coalesce(sum(case 'BREAKAGE' when t.to_kind then t.points when t.from_kind then -t.points else 0 end), 0)::bigint as expired
    from transfer t where t.lot_id = l.lot_id) s
  left join lateral (
    select c.time_zone from network_cafe c where c.network_id = l.network_id and c.cafe_id = l.cafe_id
    order by c.join_day desc limit 1) z on true
  order by l.issue_day, l.lot_id`;

/** Open lots of members, and others by their ids. */
const findLots = statement<LotRow>(
  'loyalty_find_lots',
  `with wanted as (
     select l.lot_id from unnest($1::uuid[], $2::uuid[]) as k (customer_id, network_id)
     join lot l on l.customer_id = k.customer_id and l.network_id = k.network_id and l.is_open
     union select unnest($3::uuid[]))
   ${LOTS}`,
);

/** Text that names a member in a map. */
export function keyOf({ customerId, networkId }: MemberKey): string {
  return `${customerId} ${networkId}`;
}

/**
 * The purses of members, locked until the end of the transaction: whoever posts about a member holds it. Lots that are
 * closed are among them only if they are named. For one whose record was merged into another's it is that one's purse.
 */
export async function lockPurses(
  tx: Transaction,
  keys: readonly MemberKey[],
  closedLots: readonly string[] = [],
): Promise<Map<string, Purse>> {
  const wanted = [...new Map(keys.map((key) => [keyOf(key), key])).values()];
  if (wanted.length === 0) return new Map();
  const columns = [wanted.map((key) => key.customerId), wanted.map((key) => key.networkId)];
  let members = await tx.query(lockMembers, columns);
  if (members.length < wanted.length) {
    await tx.query(addMembers, [...columns, wanted.map(() => newId())]);
    members = await tx.query(lockMembers, columns);
  }
  const merged = members.filter(({ mergedIntoId }) => mergedIntoId !== null);
  if (merged.length > 0) return lockKept(tx, wanted, merged, closedLots);
  return pursesOf(members, await tx.query(findLots, [...columns, closedLots]));
}

async function lockKept(
  tx: Transaction,
  wanted: readonly MemberKey[],
  merged: readonly MemberRow[],
  closedLots: readonly string[],
): Promise<Map<string, Purse>> {
  const into = new Map(merged.map((member) => [keyOf(member), member.mergedIntoId ?? member.customerId]));
  const kept = wanted.map((key) => ({ ...key, customerId: into.get(keyOf(key)) ?? key.customerId }));
  const purses = await lockPurses(tx, kept, closedLots);
  return new Map(
    wanted.flatMap((key, i) => {
      const purse = purses.get(keyOf(kept[i] ?? key));
      return purse ? [[keyOf(key), purse] as const] : [];
    }),
  );
}

/** The purses of a customer, in one network or in all; without a lock, so for showing only. */
export async function readPurses(
  db: Database,
  customerId: string,
  networkId: string | null,
): Promise<Purse[]> {
  const members = await db.read(serviceScope, findMembers, [customerId, networkId]);
  if (members.length === 0) return [];
  const columns = [members.map((key) => key.customerId), members.map((key) => key.networkId)];
  const lots = await db.read(serviceScope, findLots, [...columns, []]);
  return [...pursesOf(members, lots).values()];
}

/** The purse of a member, empty where they have had no points; without a lock, so for showing only. */
export async function readPurse(db: Database, member: MemberKey): Promise<Purse> {
  const [purse] = await readPurses(db, member.customerId, member.networkId);
  return purse ?? { ...member, memberId: '', version: 0n, firstOrderId: null, lots: [] };
}

function pursesOf(members: readonly MemberRow[], lots: readonly LotRow[]): Map<string, Purse> {
  const byMember = Map.groupBy(lots, keyOf);
  return new Map(
    members.map((member) => [
      keyOf(member),
      { ...purseOf(member), lots: (byMember.get(keyOf(member)) ?? []).map(lotOf) },
    ]),
  );
}

function purseOf({ mergedIntoId: _, ...member }: MemberRow): Omit<Purse, 'lots'> {
  return member;
}

function lotOf({ customerId: _, networkId: __, ...lot }: LotRow): Lot {
  return lot;
}
