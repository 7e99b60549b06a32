import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { isUniqueViolation } from '@sippy/kit/db-errors';
import type { Page } from '@sippy/kit/page';
import { notFound } from '@sippy/kit/refusal';
import { type Scope, serviceScope } from '@sippy/kit/scope';
import {
  type Adjustment,
  DAYS_TO_ANSWER,
  type Dispute,
  type DisputeStatusName,
  takesPart,
} from '../domain/dispute.ts';
import { firstDay } from '../domain/month.ts';
import { disputeOpen } from '../domain/refusals.ts';
import { type DisputeFact, disputeChanged } from '../messages/dispute.ts';
import { type DisputeRow, disputeOfRow } from './dispute-rows.ts';
import { freezeTransfers } from './frozen.ts';

const HEAD = `d.*, p.organisation_id as administrator_id,
  (select a.month from adjustment a where a.dispute_id = d.dispute_id) as adjustment_month`;
const SAID = `(select jsonb_agg(jsonb_build_object('number', m.number, 'organisationId', m.organisation_id, 'text', m.text,
    'messageTime', m.message_time) order by m.number) from dispute_message m where m.dispute_id = d.dispute_id) as said`;

const holdMonth = statement<object>(
  'settlement_hold_month',
  'select from period where period_id = $1 for update',
);
const insertDispute = statement<object>(
  'settlement_insert_dispute',
  `insert into dispute (dispute_id, network_id, period_id, month, invoice_number, line_id, line_number, matter,
     opener_organisation_id, counterpart_organisation_id, currency_code, minor, freezes, status, messages, open_time,
     remind_time, version)
   values ($1, $2, $3, $4::date, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'OPEN', 1, $14, $15, 1)`,
);
const insertMessage = statement<object>(
  'settlement_insert_dispute_message',
  `insert into dispute_message (dispute_id, number, organisation_id, actor_id, text, message_time)
   values ($1, $2, $3, $4, $5, $6)`,
);
const keepDispute = statement<object>(
  'settlement_keep_dispute',
  `update dispute set status = $2, granted = $3, messages = $4, end_time = $5, remind_time = $6, version = $7
   where dispute_id = $1`,
);
const insertAdjustment = statement<object>(
  'settlement_insert_adjustment',
  `insert into adjustment (adjustment_id, dispute_id, network_id, month, debtor_organisation_id, creditor_organisation_id,
     minor, disputed_month, invoice_number, line_number, create_time)
   values ($1, $2, $3, $4::date, $5, $6, $7, $8::date, $9, $10, $11)`,
);
const findDispute = statement<DisputeRow>(
  'settlement_find_dispute',
  `select ${HEAD}, ${SAID} from dispute d join period p using (period_id) where d.dispute_id = $1`,
);
const holdDispute = statement<object>(
  'settlement_hold_dispute',
  'select from dispute d join period p using (period_id) where d.dispute_id = $1 for update of p, d',
);
const listDisputes = statement<DisputeRow>(
  'settlement_list_disputes',
  `select ${HEAD}, '[]'::jsonb as said from dispute d join period p using (period_id)
   where $1 in (d.opener_organisation_id, d.counterpart_organisation_id, p.organisation_id)
     and ($2::text is null or d.status = $2) and ($3::uuid is null or d.dispute_id < $3)
   order by d.dispute_id desc limit $4`,
);
const takeWaiting = statement<DisputeRow>(
  'settlement_take_waiting_disputes',
  `with due as (
     select dispute_id from dispute where remind_time <= $1 order by dispute_id limit 100 for update skip locked
   ), reminded as (
     update dispute d set remind_time = $2, version = d.version + 1 from due where d.dispute_id = due.dispute_id returning d.*
   )
   select ${HEAD}, '[]'::jsonb as said from reminded d join period p using (period_id)`,
);

/** Something that an organisation says in a dispute. */
export interface Saying {
  organisationId: string;
  actorId: string;
  text: string;
  time: Date;
}

/** Writes a new dispute with its first words; what it freezes is frozen. Refuses what is disputed already. */
export async function insertOpenDispute(tx: Transaction, dispute: Dispute, saying: Saying): Promise<void> {
  const { disputeId, networkId, periodId, month, openTime } = dispute;
  await tx.query(holdMonth, [periodId]);
  await tx
    .query(insertDispute, [
      ...[disputeId, networkId, periodId, firstDay(month), dispute.invoiceNumber, dispute.lineId],
      ...[dispute.lineNumber, dispute.matter, dispute.openerId, dispute.counterpartId],
      ...[dispute.currencyCode, dispute.minor, dispute.freezes, openTime, reminderAfter(openTime)],
    ])
    .catch((error) => {
      throw isUniqueViolation(error, 'dispute_matter') ? disputeOpen() : error;
    });
  await say(tx, disputeId, 1, saying);
  await freezeTransfers(tx, periodId, dispute.openerId);
  await tx.append([disputeChanged('dispute.opened', dispute)]);
}

/** Writes what was said in a dispute, or how it ended; what it froze is due again then, and what was granted is settled later. */
export async function keepChangedDispute(
  tx: Transaction,
  changed: Dispute,
  saying: Saying | undefined,
  time: Date,
  granted?: { adjustment: Adjustment; month: string },
): Promise<void> {
  const { disputeId, status, endTime } = changed;
  const isOpen = status === 'OPEN';
  const messageCount = changed.messageCount + (saying && !isOpen ? 1 : 0);
  if (saying) await say(tx, disputeId, messageCount, saying);
  await tx.query(keepDispute, [
    ...[disputeId, status, changed.granted, messageCount, endTime, isOpen ? reminderAfter(time) : null],
    changed.version,
  ]);
  if (granted) {
    const { adjustment, month } = granted;
    await tx.query(insertAdjustment, [
      ...[adjustment.adjustmentId, disputeId, changed.networkId, firstDay(month), adjustment.debtorId],
      ...[adjustment.creditorId, adjustment.minor, firstDay(adjustment.disputedMonth)],
      ...[adjustment.invoiceNumber, adjustment.lineNumber, time],
    ]);
  }
  if (!isOpen) await freezeTransfers(tx, changed.periodId, changed.openerId, reminderAfter(time));
  await tx.append([disputeChanged(isOpen ? 'dispute.answered' : 'dispute.ended', changed)]);
}

function say(tx: Transaction, disputeId: string, number: number, saying: Saying) {
  const { organisationId, actorId, text, time } = saying;
  return tx.query(insertMessage, [disputeId, number, organisationId, actorId, text, time]);
}

/** Reads a dispute with what was said, if the scope may see it. Refuses with NOT_FOUND. */
export async function getDisputeOf(db: Database, scope: Scope, disputeId: string): Promise<Dispute> {
  const [row] = await db.read(scope, findDispute, [disputeId]);
  if (!row) throw notFound('dispute', disputeId);
  return disputeOfRow(row);
}

/**
 * Holds a dispute and its month and reads it, in a transaction that sees everything, on behalf of an organisation that takes
 * part in it; to others there is no such dispute.
 */
export async function heldDispute(
  tx: Transaction,
  disputeId: string,
  organisationId: string,
): Promise<Dispute> {
  await tx.query(holdDispute, [disputeId]);
  const [row] = await tx.query(findDispute, [disputeId]);
  const dispute = row && disputeOfRow(row);
  if (!dispute || !takesPart(dispute, organisationId)) throw notFound('dispute', disputeId);
  return dispute;
}

/** Disputes that an organisation takes part in, latest first, without words; one more than the page has, if there are more. */
export async function listDisputesOf(
  db: Database,
  scope: Scope,
  filter: { organisationId: string; status: DisputeStatusName | undefined },
  { size, after }: Page<readonly ['uuid']>,
): Promise<Dispute[]> {
  const params = [filter.organisationId, filter.status ?? null, after?.[0] ?? null, size + 1];
  return (await db.read(scope, listDisputes, params)).map(disputeOfRow);
}

/** Tells of open disputes in which nobody has said anything for long, each every week; returns of how many. */
export function remindWaiting(db: Database, now: Date): Promise<number> {
  return db.transaction(serviceScope, async (tx) => {
    const rows = await tx.query(takeWaiting, [now, reminderAfter(now)]);
    const fact: DisputeFact = 'dispute.waiting';
    await tx.append(rows.map((row) => disputeChanged(fact, disputeOfRow(row))));
    return rows.length;
  });
}

function reminderAfter(time: Date): Date {
  return new Date(time.getTime() + DAYS_TO_ANSWER * 86_400_000);
}
