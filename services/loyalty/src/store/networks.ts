import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { NetworkNews } from '../messages/network-news.ts';

const keepNetwork = statement<{ networkId: string }>(
  'loyalty_keep_network',
  `insert into network (network_id, organisation_id, version, currency_code, time_zone) values ($1, $2, $3, $4, $5)
   on conflict (network_id) do update set organisation_id = excluded.organisation_id, version = excluded.version,
     currency_code = excluded.currency_code, time_zone = excluded.time_zone
   where network.version < excluded.version
   returning network_id as "networkId"`,
);
const keepCafes = statement<object>(
  'loyalty_keep_network_cafes',
  `insert into network_cafe (network_id, cafe_id, organisation_id, time_zone, join_day, leave_day)
   select network_id, cafe_id, organisation_id, time_zone, join_day, leave_day
   from jsonb_populate_recordset(null::network_cafe, $1::jsonb)
   on conflict (network_id, cafe_id, join_day) do update set organisation_id = excluded.organisation_id,
     time_zone = excluded.time_zone, leave_day = excluded.leave_day`,
);
const keepValues = statement<object>(
  'loyalty_keep_point_values',
  `insert into point_value (network_id, version, organisation_id, minor_per_thousand, start_time)
   select network_id, version, organisation_id, minor_per_thousand, start_time
   from jsonb_populate_recordset(null::point_value, $1::jsonb)
   on conflict do nothing`,
);

const organisationsWithSql = statement<{ organisationId: string }>(
  'loyalty_organisations_with',
  `select distinct o.organisation_id as "organisationId"
   from network_cafe c join network n on n.network_id = c.network_id
   cross join lateral (select ($2::timestamptz at time zone n.time_zone)::date as day) today
   join network_cafe o on o.network_id = c.network_id
     and today.day >= o.join_day and (o.leave_day is null or today.day < o.leave_day)
   where c.cafe_id = $1 and today.day >= c.join_day and (c.leave_day is null or today.day < c.leave_day)`,
);

/** The organisations that have a café in the network of this one at a moment; none where it is in no network. */
export async function organisationsWith(db: Database, cafeId: string, time: Date): Promise<string[]> {
  const rows = await db.read(serviceScope, organisationsWithSql, [cafeId, time]);
  return rows.map(({ organisationId }) => organisationId);
}

/** Keeps a network as it is now; false if a newer state is known. */
export async function keepNetworkNews(tx: Transaction, news: NetworkNews): Promise<boolean> {
  const { networkId, organisationId, version, currencyCode, timeZone, cafes, values } = news;
  const [kept] = await tx.query(keepNetwork, [networkId, organisationId, version, currencyCode, timeZone]);
  if (!kept) return false;
  await tx.query(keepCafes, [
    json(
      cafes.map((cafe) => ({
        network_id: networkId,
        cafe_id: cafe.cafeId,
        organisation_id: cafe.organisationId,
        time_zone: cafe.timeZone,
        join_day: cafe.joinDay,
        leave_day: cafe.leaveDay,
      })),
    ),
  ]);
  await tx.query(keepValues, [
    json(
      values.map((value) => ({
        network_id: networkId,
        version: value.version,
        organisation_id: organisationId,
        minor_per_thousand: value.perThousand,
        start_time: value.startTime,
      })),
    ),
  ]);
  return true;
}
