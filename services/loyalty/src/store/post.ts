/** The one write path of the ledger: whatever is posted, about however many members, is one statement. */

import type { Call } from '@sippy/kit/call';
import { json, statement, type Transaction } from '@sippy/kit/db';
import { appendParams, appendSql, type DraftEvent, type EventLog, type NewEvent } from '@sippy/kit/events';
import type { Earning } from '../domain/earning.ts';
import type { Hold } from '../domain/holds.ts';
import type { NewSet, Posting } from '../domain/posting.ts';
import type { Purse } from '../domain/purse.ts';
import { postingEvents } from '../messages/facts.ts';

const SETS = `set_id, network_id, customer_id, member_version, kind, cafe_id, organisation_id, order_id, payment_id, hold_id,
  rule_version, rule_names, reverses_set_id, reason, note, actor_kind, actor_id, balance_after, business_day, post_time,
  request_key, request_hash`;
const TRANSFERS = `set_id, number, customer_id, cafe_id, organisation_id, from_kind, from_id, to_kind, to_id, lot_id, points`;
const LOTS = `lot_id, network_id, customer_id, cafe_id, organisation_id, value_version, issue_day, expire_day, grace_day,
  is_open, is_noticed`;
const HOLDS = `hold_id, network_id, customer_id, cafe_id, organisation_id, order_id, points, amount, currency_code, status,
  payment_id, given_back, hold_set_id, end_set_id, expire_time, create_time, update_time, spend_by`;

const rows = (table: string, param: number) => `jsonb_populate_recordset(null::${table}, $${param}::jsonb)`;

const postStatement = statement<object>(
  'loyalty_post',
  `with sets as (insert into entry_set (${SETS}) select ${SETS} from ${rows('entry_set', 1)}),
  lots as (insert into lot (${LOTS}) select ${LOTS} from ${rows('lot', 2)}
    on conflict (lot_id) do update set is_open = excluded.is_open, grace_day = excluded.grace_day),
  transfers as (insert into transfer (${TRANSFERS}) select ${TRANSFERS} from ${rows('transfer', 3)}),
  members as (
    update member m set version = n.version, first_order_id = n.first_order_id, birthday_year = n.birthday_year
    from ${rows('member', 4)} n where m.member_id = n.member_id),
  holds as (insert into hold (${HOLDS}) select ${HOLDS} from ${rows('hold', 5)}
    on conflict (hold_id) do update set status = excluded.status, payment_id = excluded.payment_id,
      given_back = excluded.given_back, end_set_id = excluded.end_set_id, update_time = excluded.update_time),
  earnings as (
    update earning e set network_id = n.network_id, lot_id = n.lot_id, set_id = n.set_id, rule_version = n.rule_version,
      posted = n.posted, is_birthday = n.is_birthday, update_time = n.update_time
    from ${rows('earning', 6)} n where e.order_id = n.order_id)
  ${appendSql(7)}`,
);

/** What of a member is to be written: the purse as it was read, and what is posted on it. */
export interface Work {
  before: Purse;
  posting: Posting;
  cause?: NewEvent['cause'];
}

/** A request whose repetition is the same posting again, for ever: it is kept with the first set. */
export interface PostRequest {
  key: string;
  hash: Uint8Array;
}

/** All that one statement writes. */
export interface Write {
  works: readonly Work[];
  holds?: readonly Hold[];
  earnings?: readonly Earning[];
  request?: PostRequest;
  now: Date;
}

/** Writes postings with their events, all or nothing. Nothing posted and nothing changed is no statement. */
export async function writePostings(
  tx: Transaction,
  events: EventLog,
  call: Call | undefined,
  write: Write,
): Promise<void> {
  const { holds = [], earnings = [], now } = write;
  const works = write.works.filter(({ posting }) => posting.sets.length > 0);
  if (works.length === 0 && holds.length === 0 && earnings.length === 0) return;
  const drafts = works.flatMap(({ posting, cause }) =>
    postingEvents(posting, cause).map((event): DraftEvent => events.draft(call, event)),
  );
  let request = write.request;
  const sets = works.flatMap(({ posting }) =>
    posting.sets.map((set) => {
      const row = setRow(set, posting.purse, call, request, now);
      request = undefined;
      return row;
    }),
  );
  await tx.query(postStatement, [
    json(sets),
    json(works.flatMap(lotRows)),
    json(works.flatMap(({ posting }) => posting.sets.flatMap((set) => transferRows(set, posting.purse)))),
    json(works.map(({ posting }) => memberRow(posting.purse))),
    json(holds.map((hold) => holdRow(hold, now))),
    json(earnings.map((earning) => earningRow(earning, now))),
    ...appendParams(drafts),
  ]);
}

function setRow(
  set: NewSet,
  { networkId, customerId }: Purse,
  call: Call | undefined,
  request: PostRequest | undefined,
  now: Date,
) {
  return {
    set_id: set.setId,
    network_id: networkId,
    customer_id: customerId,
    member_version: set.version,
    kind: set.kind,
    cafe_id: set.cafeId,
    organisation_id: set.organisationId,
    order_id: set.orderId,
    payment_id: set.paymentId,
    hold_id: set.holdId,
    rule_version: set.ruleVersion,
    rule_names: set.ruleNames ?? [],
    reverses_set_id: set.reversesSetId,
    reason: set.reason,
    note: set.note,
    actor_kind: call?.actor.kind ?? 'service',
    actor_id: call?.actor.id ?? 'loyalty',
    balance_after: set.balanceAfter,
    business_day: set.businessDay,
    post_time: now,
    request_key: request?.key,
    request_hash: request && `\\x${Buffer.from(request.hash).toString('hex')}`,
  };
}

function transferRows(set: NewSet, { customerId }: Purse) {
  return set.transfers.map(({ from, to, lotId, points }, number) => ({
    set_id: set.setId,
    number,
    customer_id: customerId,
    cafe_id: set.cafeId,
    organisation_id: set.organisationId,
    from_kind: from.kind,
    from_id: from.id,
    to_kind: to.kind,
    to_id: to.id,
    lot_id: lotId,
    points,
  }));
}

/** Lots that are new, or of which what is derived has changed. */
function lotRows({ before, posting }: Work) {
  const known = new Map(before.lots.map((lot) => [lot.lotId, lot]));
  const isOpen = (lot: { free: bigint; held: bigint } | undefined) =>
    lot !== undefined && (lot.free !== 0n || lot.held !== 0n);
  return posting.purse.lots
    .filter((lot) => {
      const old = known.get(lot.lotId);
      return !old || isOpen(old) !== isOpen(lot) || old.graceDay !== lot.graceDay;
    })
    .map((lot) => ({
      lot_id: lot.lotId,
      network_id: posting.purse.networkId,
      customer_id: posting.purse.customerId,
      cafe_id: lot.cafeId,
      organisation_id: lot.organisationId,
      value_version: lot.valueVersion,
      issue_day: lot.issueDay,
      expire_day: lot.expireDay,
      grace_day: lot.graceDay,
      is_open: isOpen(lot),
      is_noticed: false,
    }));
}

function memberRow({ memberId, version, firstOrderId, birthdayYear }: Purse) {
  return { member_id: memberId, version, first_order_id: firstOrderId, birthday_year: birthdayYear ?? null };
}

function holdRow(hold: Hold, now: Date) {
  return {
    hold_id: hold.holdId,
    network_id: hold.networkId,
    customer_id: hold.customerId,
    cafe_id: hold.cafeId,
    organisation_id: hold.organisationId,
    order_id: hold.orderId,
    points: hold.points,
    amount: hold.amount,
    currency_code: hold.currencyCode,
    status: hold.status,
    payment_id: hold.paymentId,
    given_back: hold.givenBack,
    hold_set_id: hold.holdSetId,
    end_set_id: hold.endSetId,
    expire_time: hold.expireTime,
    create_time: now,
    update_time: now,
    spend_by: hold.spendBy,
  };
}

function earningRow(earning: Earning, now: Date) {
  return {
    order_id: earning.orderId,
    network_id: earning.networkId,
    lot_id: earning.lotId,
    set_id: earning.setId,
    rule_version: earning.ruleVersion,
    posted: earning.posted,
    is_birthday: earning.isBirthday,
    update_time: now,
  };
}
