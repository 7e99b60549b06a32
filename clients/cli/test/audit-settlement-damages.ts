import { type Damage, sql } from './audit-damage.ts';

/** Whatever can be wrong with what owners owe each other. */
export const settlementDamages: readonly Damage[] = [
  sql(
    'postings-at-loyalty',
    'a movement of points is not settled',
    /is not in the journal/,
    ['settlement.posting'],
    "delete from posting where order_id = $1 and kind = 'EARN'",
    'earned',
  ),
  sql(
    'postings-at-loyalty',
    'points are settled that came from elsewhere',
    /moves/,
    ['settlement.posting_transfer'],
    `update posting_transfer set from_id = gen_random_uuid()
     where set_id = (select set_id from posting where order_id = $1 and kind = 'EARN')`,
    'earned',
  ),
  sql(
    'points-liability',
    'a café is liable for points at another value than members were given',
    /is worth, in thousandths,/,
    ['settlement.point_value'],
    'update point_value set minor_per_thousand = minor_per_thousand + 1',
  ),
  sql(
    'settled-months',
    'a claim was locked for which nothing was posted',
    /has 1 claims that are not those of its postings/,
    ['settlement.period_claim'],
    `insert into period_claim
     select period_id, 1, gen_random_uuid(), debtor_organisation_id, gen_random_uuid(), debtor_organisation_id, 1, 1000, 5, 0
     from money_transfer where transfer_id = $1`,
    'transfer',
  ),
  sql(
    'settled-months',
    'a transfer of money is larger than what is owed',
    /leaves 2 owners unsettled/,
    ['settlement.money_transfer'],
    'update money_transfer set minor = minor + 1 where transfer_id = $1',
    'transfer',
  ),
  sql(
    'invoice-lines',
    'a line amounts to more than was locked, and so does its total',
    /line 1 amounts to 251/,
    ['settlement.invoice_line', 'settlement.invoice'],
    `with line as (update invoice_line set minor = minor + 1 where invoice_id = $1)
     update invoice set total = total + 1 where invoice_id = $1`,
    'invoice',
  ),
  sql(
    'invoice-lines',
    'numbers are missing',
    /follows 10 numbers that are missing/,
    ['settlement.invoice'],
    'update invoice set number = number + 10',
  ),
  sql(
    'transfer-payments',
    'a transfer says that more was paid than was received',
    /is paid 161, its payments 160/,
    ['settlement.money_transfer'],
    'update money_transfer set paid = paid + 1 where transfer_id = $1',
    'transfer',
  ),
  sql(
    'bill-payments',
    'what a card has paid is recorded for another payment',
    /is recorded with 0, not 60|does not exist, and 60 are recorded of it/,
    ['settlement.transfer_payment'],
    'update transfer_payment set payment_id = gen_random_uuid() where payment_id = $1',
    'cardPayment',
  ),
  sql(
    'bill-payments',
    'a card has paid, and its payment is believed to have failed',
    /is known as RELEASED, not PAID/,
    ['settlement.transfer_hold'],
    "update transfer_hold set status = 'RELEASED' where payment_id = $1",
    'cardPayment',
  ),
  sql(
    'disputes',
    'more was granted than is owed for it',
    /granted 31, and 30 is owed for it/,
    ['settlement.dispute'],
    'update dispute set granted = granted + 1 where dispute_id = $1',
    'dispute',
  ),
  sql(
    'disputes',
    'what nobody disputes is frozen',
    /is frozen to 1, and 0 is disputed/,
    ['settlement.money_transfer'],
    'update money_transfer set frozen = 1 where transfer_id = $1',
    'transfer',
  ),
];
