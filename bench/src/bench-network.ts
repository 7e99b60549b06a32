import { randomUUID } from 'node:crypto';
import { adminUrlOf, type BenchSystem } from './bench-system.ts';
import { runStatements } from './connect-database.ts';

/** Cafés of several owners, and who settles between them. */
export interface BenchNetwork {
  networkId: string;
  administratorId: string;
}

const SIZES = { cafes: 100, owners: 30 };

/**
 * Makes a network of a hundred cafés with thirty owners, whose administrator is one of the bench's organisations. The other
 * owners are rows alone: nobody signs in for them.
 */
export async function makeBenchNetwork(system: BenchSystem, administratorId: string): Promise<BenchNetwork> {
  const networkId = randomUUID();
  const owners = [administratorId, ...Array.from({ length: SIZES.owners - 1 }, () => randomUUID())];
  const list = owners.map((id) => `('${id}'::uuid)`).join(', ');
  await runStatements(
    adminUrlOf(system, 'sippy_cafe'),
    `insert into organisation (organisation_id, name, owner_user_id, owned_time)
     select id, 'Owner ' || left(id::text, 4), gen_random_uuid(), now() from (values ${list}) o (id)
     on conflict do nothing`,
  );
  await runStatements(
    adminUrlOf(system, 'sippy_settlement'),
    `insert into network values ('${networkId}', 'Bench', 'EUR', 'Europe/Berlin', '${administratorId}', 'ISSUER', 'CREDITORS',
       500, 100, null, 1, '2018-01-01')`,
    `insert into network_party select '${networkId}', id from (values ${list}) o (id)`,
    `insert into network_cafe (network_id, number, cafe_id, organisation_id, name, time_zone, join_day)
     select '${networkId}', n, gen_random_uuid(), (array[${owners.map((id) => `'${id}'::uuid`)}])[1 + (n - 1) % ${SIZES.owners}],
       'Café ' || n, 'Europe/Berlin', '2018-01-01' from generate_series(1, ${SIZES.cafes}) n`,
    `insert into point_value values ('${networkId}', 1, 1000, '2018-01-01'), ('${networkId}', 2, 1333, '2018-06-01')`,
  );
  return { networkId, administratorId };
}

/**
 * Writes a month into the journal, as many postings with an entry each: points of one café spent at another, chosen as it
 * comes, every tenth given back. All of them are claims, which is the most that a month can be.
 */
export async function writeMonth(
  system: BenchSystem,
  { networkId }: BenchNetwork,
  month: string,
  entries: number,
): Promise<void> {
  const random = (seed: string, below: string) => `(abs(hashint8extended(n, ${seed})) % (${below}))::integer`;
  const url = new URL(adminUrlOf(system, 'sippy_settlement'));
  // The rows refer to each other by the way in which they are made: nothing is looked up to see that they do.
  url.searchParams.set(
    'options',
    '-c synchronous_commit=off -c session_replication_role=replica -c work_mem=256MB',
  );
  await runStatements(
    url.href,
    `create temporary table fact as
     select uuidv7() as set_id, n, 1 + ${random('1', '100')} as issuer, ${random('2', '99')} as other,
       1 + ${random('3', '500')} as points, 1 + ${random('4', '2')} as value_version, 1 + ${random('5', '28')} as day
     from generate_series(1::bigint, ${entries}) n`,
    `insert into posting (set_id, network_id, month, kind, cafe_id, organisation_id, order_id, business_day, post_time)
     select f.set_id, '${networkId}', '${month}-01', case when f.n % 10 = 0 then 'REVERSE' else 'REDEEM' end, c.cafe_id,
       c.organisation_id, gen_random_uuid(), date '${month}-01' + f.day - 1, now()
     from fact f join network_cafe c on c.network_id = '${networkId}' and c.number = 1 + (f.issuer + f.other) % 100`,
    `insert into posting_transfer (set_id, number, network_id, month, from_kind, from_id, to_kind, to_id, lot_id, issuer_cafe_id,
       issuer_organisation_id, value_version, points, claim_cafe_id, claim_organisation_id, claim_points)
     select f.set_id, 1, '${networkId}', '${month}-01', case when f.n % 10 = 0 then 'CAFE' else 'HELD' end, c.cafe_id,
       case when f.n % 10 = 0 then 'CUSTOMER' else 'CAFE' end, gen_random_uuid(), gen_random_uuid(), i.cafe_id, i.organisation_id,
       f.value_version, f.points, c.cafe_id, c.organisation_id, case when f.n % 10 = 0 then -f.points else f.points end
     from fact f join network_cafe i on i.network_id = '${networkId}' and i.number = f.issuer
     join network_cafe c on c.network_id = '${networkId}' and c.number = 1 + (f.issuer + f.other) % 100`,
    'drop table fact',
    'vacuum analyze posting, posting_transfer',
  );
}
