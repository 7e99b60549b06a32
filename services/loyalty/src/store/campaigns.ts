import type { Actor } from '@sippy/kit/call';
import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { Campaign, Person } from '../domain/campaign.ts';

const CAMPAIGN = `c.campaign_id as "campaignId", c.network_id as "networkId", c.organisation_id as "organisationId", c.version,
  c.currency_code as "currencyCode", c.terms, c.issued, c.end_time as "endTime", c.create_time as "createTime",
  n.time_zone as zone`;
const FROM = 'from campaign c join network n on n.network_id = c.network_id';

const findMany = statement<Campaign>(
  'loyalty_find_campaigns',
  `select ${CAMPAIGN} ${FROM} where c.campaign_id = any ($1::uuid[])`,
);
const lockOne = statement<Campaign>(
  'loyalty_lock_campaign',
  `select ${CAMPAIGN} ${FROM} where c.campaign_id = $1 for update of c`,
);
/** In the order of their ids, so that two who want the same ones never wait for each other in a circle. */
const lockForTier = statement<Campaign>(
  'loyalty_lock_campaigns_of_tier',
  `select ${CAMPAIGN} ${FROM}
   where c.network_id = any ($1::uuid[]) and c.end_time is null
     and c.terms -> 'audience' @> '{"kind": "TIERS", "onReaching": true}'
   order by c.campaign_id for update of c`,
);
const list = statement<Campaign>(
  'loyalty_list_campaigns',
  `select ${CAMPAIGN} ${FROM}
   where c.organisation_id = $1 and ($2 or (c.end_time is null and ($3::timestamptz at time zone n.time_zone)::date <= c.to_day))
     and ($4::uuid is null or c.campaign_id < $4)
   order by c.campaign_id desc limit $5`,
);
const insert = statement<object>(
  'loyalty_insert_campaign',
  `insert into campaign (campaign_id, network_id, organisation_id, version, currency_code, terms, to_day, in_all, issued,
     actor_kind, actor_id, create_time, update_time)
   values ($1, $2, $3, 1, $4, $5, $6, $7, 0, $8, $9, $10, $10)`,
);
const change = statement<object>(
  'loyalty_change_campaign',
  `update campaign set version = version + 1, terms = $2, to_day = $3, in_all = $4, end_time = $5, update_time = $6
   where campaign_id = $1`,
);
const countIssued = statement<object>(
  'loyalty_count_issued',
  `update campaign c set issued = c.issued + n.more, update_time = $3
   from unnest($1::uuid[], $2::integer[]) as n (campaign_id, more) where c.campaign_id = n.campaign_id`,
);
const findPersons = statement<Person>(
  'loyalty_find_persons',
  `select k.customer_id as "customerId", coalesce(t.tier, '') as tier, m.first_order_id is not null as "hasEarned",
     (select count(*)::integer from voucher v where v.campaign_id = $1 and v.customer_id = k.customer_id) as had
   from unnest($3::uuid[]) as k (customer_id)
   left join member m on m.customer_id = k.customer_id and m.network_id = $2
   left join tier_period t on t.customer_id = k.customer_id and t.network_id = $2 and t.end_time is null`,
);

/** Campaigns by their ids. */
export async function readCampaigns(db: Database, ids: readonly string[]): Promise<Map<string, Campaign>> {
  if (ids.length === 0) return new Map();
  const rows = await db.read(serviceScope, findMany, [[...new Set(ids)]]);
  return new Map(rows.map((campaign) => [campaign.campaignId, campaign]));
}

/** A campaign, locked: nobody else issues a voucher of it until the end of the transaction. */
export async function lockCampaign(tx: Transaction, campaignId: string): Promise<Campaign | undefined> {
  return (await tx.query(lockOne, [campaignId]))[0];
}

/** The running campaigns of networks that give vouchers to those who reach a tier, locked. */
export function lockTierCampaigns(tx: Transaction, networkIds: readonly string[]): Promise<Campaign[]> {
  return tx.query(lockForTier, [networkIds]);
}

/** A page of an organisation's campaigns, newest first. */
export function listCampaigns(
  db: Database,
  scope: Scope,
  organisationId: string,
  includeEnded: boolean,
  page: Page<['uuid']>,
  now: Date,
): Promise<Campaign[]> {
  return db.read(scope, list, [organisationId, includeEnded, now, page.after?.[0] ?? null, page.size + 1]);
}

/** Writes a new campaign. */
export async function insertCampaign(tx: Transaction, campaign: Campaign, actor: Actor): Promise<void> {
  const { campaignId, networkId, organisationId, currencyCode, terms, createTime } = campaign;
  await tx.query(insert, [
    ...[campaignId, networkId, organisationId, currencyCode, json(terms), terms.toDay, terms.inAll || null],
    ...[actor.kind, actor.id, createTime],
  ]);
}

/** Writes what has changed of a campaign that is locked. */
export async function changeCampaign(
  tx: Transaction,
  { campaignId, terms, endTime }: Campaign,
  now: Date,
): Promise<void> {
  await tx.query(change, [campaignId, json(terms), terms.toDay, terms.inAll || null, endTime, now]);
}

/** Counts vouchers that were issued by campaigns that are locked. */
export async function countVouchers(
  tx: Transaction,
  issued: ReadonlyMap<string, number>,
  now: Date,
): Promise<void> {
  await tx.query(countIssued, [[...issued.keys()], [...issued.values()], now]);
}

/** What a campaign must know of customers, which is locked. */
export async function personsOf(
  tx: Transaction,
  { campaignId, networkId }: Campaign,
  customerIds: readonly string[],
): Promise<Map<string, Person>> {
  const rows = await tx.query(findPersons, [campaignId, networkId, customerIds]);
  return new Map(rows.map((person) => [person.customerId, person]));
}
