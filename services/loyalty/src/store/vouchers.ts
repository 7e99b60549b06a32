import { type Database, json, statement, type Transaction } from '@sippy/kit/db';
import type { Page } from '@sippy/kit/page';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import type { Voucher } from '../domain/voucher.ts';

const VOUCHER = `v.voucher_id as "voucherId", v.campaign_id as "campaignId", v.network_id as "networkId",
  v.organisation_id as "organisationId", v.customer_id as "customerId", v.number, v.source, v.status,
  v.first_day as "firstDay", v.last_day as "lastDay", v.order_id as "orderId", v.cafe_id as "cafeId", v.step,
  v.check_time as "checkTime", v.is_paid as "isPaid", v.version, v.issue_time as "issueTime"`;
const COLUMNS = `voucher_id, campaign_id, network_id, organisation_id, customer_id, number, source, status, first_day, last_day,
  order_id, cafe_id, step, check_time, is_paid, version, issue_time, update_time`;

const findOne = statement<Voucher>(
  'loyalty_find_voucher',
  `select ${VOUCHER} from voucher v where v.voucher_id = $1`,
);
const findMany = statement<Voucher>(
  'loyalty_find_vouchers',
  `select ${VOUCHER} from voucher v where v.voucher_id = any ($1::uuid[])`,
);
const lockOne = statement<Voucher>(
  'loyalty_lock_voucher',
  `select ${VOUCHER} from voucher v where v.voucher_id = $1 for update`,
);
const lockOfOrders = statement<Voucher & { zone: string }>(
  'loyalty_lock_vouchers_of_orders',
  `select ${VOUCHER}, coalesce((select c.time_zone from network_cafe c where c.network_id = v.network_id
     and c.cafe_id = v.cafe_id order by c.join_day desc limit 1), 'UTC') as zone
   from voucher v where v.order_id = any ($1::uuid[]) order by v.voucher_id for update of v`,
);
const list = statement<Voucher>(
  'loyalty_list_vouchers',
  `select ${VOUCHER} from voucher v
   where v.customer_id = $1 and ($2::uuid is null or v.network_id = $2)
     and ($3 or v.status = 'APPLIED' or (v.status = 'ISSUED' and v.last_day >= $4))
     and ($5::uuid is null or v.voucher_id < $5)
   order by v.voucher_id desc limit $6`,
);
const insert = statement<object>(
  'loyalty_insert_vouchers',
  `insert into voucher (${COLUMNS}) select ${COLUMNS} from jsonb_populate_recordset(null::voucher, $1::jsonb)`,
);
const save = statement<object>(
  'loyalty_save_vouchers',
  `update voucher v set status = n.status, order_id = n.order_id, cafe_id = n.cafe_id, step = n.step, check_time = n.check_time,
     is_paid = n.is_paid, version = n.version, update_time = n.update_time
   from jsonb_populate_recordset(null::voucher, $1::jsonb) n where v.voucher_id = n.voucher_id`,
);
const findDue = statement<{ voucherId: string }>(
  'loyalty_vouchers_to_check',
  `select voucher_id as "voucherId" from voucher where status = 'APPLIED' and check_time <= $1 order by check_time limit 200`,
);
/** Those whose last day is over in the zones of all cafés of their network. */
const lockExpired = statement<Voucher>(
  'loyalty_lock_expired_vouchers',
  `select ${VOUCHER} from voucher v
   where v.status = 'ISSUED' and v.last_day < $1 and not exists (
     select from network_cafe c where c.network_id = v.network_id and (c.leave_day is null or c.leave_day > v.last_day)
       and ($2::timestamptz at time zone c.time_zone)::date <= v.last_day)
   order by v.voucher_id limit 500 for update skip locked`,
);

/** A voucher as the scope may see it. */
export async function findVoucherIn(
  db: Database,
  scope: Scope,
  voucherId: string,
): Promise<Voucher | undefined> {
  return (await db.read(scope, findOne, [voucherId]))[0];
}

/** Vouchers by their ids, in no order. */
export function readVouchers(db: Database, voucherIds: readonly string[]): Promise<Voucher[]> {
  return db.read(serviceScope, findMany, [voucherIds]);
}

/** A voucher, locked. */
export async function lockVoucher(tx: Transaction, voucherId: string): Promise<Voucher | undefined> {
  return (await tx.query(lockOne, [voucherId]))[0];
}

/** The vouchers that orders hold or have used, with the zone of their café, locked. */
export async function lockVouchersOf(
  tx: Transaction,
  orderIds: readonly string[],
): Promise<(Voucher & { zone: string })[]> {
  return orderIds.length === 0 ? [] : tx.query(lockOfOrders, [orderIds]);
}

/** Which vouchers of a customer. */
export interface VoucherFilter {
  customerId: string;
  networkId: string | null;
  includeEnded: boolean;
  /** A voucher whose last day is before it has ended. */
  today: string;
}

/** A page of a customer's vouchers, newest first. */
export function listVouchers(db: Database, filter: VoucherFilter, page: Page<['uuid']>): Promise<Voucher[]> {
  const { customerId, networkId, includeEnded, today } = filter;
  const after = page.after?.[0] ?? null;
  return db.read(serviceScope, list, [customerId, networkId, includeEnded, today, after, page.size + 1]);
}

/** Writes new vouchers; their campaigns are locked. */
export async function insertVouchers(tx: Transaction, vouchers: readonly Voucher[]): Promise<void> {
  if (vouchers.length > 0) await tx.query(insert, [json(vouchers.map((one) => rowOf(one, one.issueTime)))]);
}

/** Writes how locked vouchers stand now. */
export async function saveVouchers(tx: Transaction, vouchers: readonly Voucher[], now: Date): Promise<void> {
  if (vouchers.length > 0) await tx.query(save, [json(vouchers.map((one) => rowOf(one, now)))]);
}

/** Some vouchers that the job is to look after. */
export async function vouchersToCheck(db: Database, now: Date): Promise<string[]> {
  return (await db.read(serviceScope, findDue, [now])).map(({ voucherId }) => voucherId);
}

/** Some vouchers whose last day is over at every café of their network, locked; `latest` is today where the date changes first. */
export function lockExpiredVouchers(tx: Transaction, latest: string, now: Date): Promise<Voucher[]> {
  return tx.query(lockExpired, [latest, now]);
}

function rowOf(voucher: Voucher, now: Date) {
  return {
    voucher_id: voucher.voucherId,
    campaign_id: voucher.campaignId,
    network_id: voucher.networkId,
    organisation_id: voucher.organisationId,
    customer_id: voucher.customerId,
    number: voucher.number,
    source: voucher.source,
    status: voucher.status,
    first_day: voucher.firstDay,
    last_day: voucher.lastDay,
    order_id: voucher.orderId,
    cafe_id: voucher.cafeId,
    step: voucher.step,
    check_time: voucher.checkTime,
    is_paid: voucher.isPaid,
    version: voucher.version,
    issue_time: voucher.issueTime,
    update_time: now,
  };
}
