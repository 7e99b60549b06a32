import { type Damage, sql } from './audit-damage.ts';

/** Whatever can be wrong with points. The tables forbid most of it; here nothing does. */
export const pointsDamages: readonly Damage[] = [
  sql(
    'points-ledger',
    'there is a set that moves nothing',
    /moves nothing/,
    ['loyalty.entry_set'],
    `insert into entry_set (set_id, network_id, customer_id, member_version, kind, cafe_id, organisation_id, rule_names, actor_kind,
       actor_id, balance_after, business_day, post_time)
     select gen_random_uuid(), network_id, gen_random_uuid(), 1, 'HOLD', cafe_id, organisation_id, '{}', 'service', 'test', 0,
       business_day, post_time from entry_set where order_id = $1 and kind = 'EARN'`,
    'earned',
  ),
  sql(
    'points-ledger',
    'a lot is closed with points in it',
    /is closed with/,
    ['loyalty.lot'],
    'update lot set is_open = false where lot_id = (select lot_id from earning where order_id = $1)',
    'earned',
  ),
  sql(
    'points-members',
    'a member is ahead of the ledger',
    /the ledger at/,
    ['loyalty.member'],
    'update member set version = version + 1 where first_order_id = $1',
    'earned',
  ),
  sql(
    'points-holds',
    'a hold outlives its lease',
    /outlived its lease/,
    ['loyalty.hold'],
    "update hold set status = 'HELD', end_set_id = null, expire_time = now() - interval '1 hour' where hold_id = $1",
    'hold',
  ),
  sql(
    'points-holds',
    'a hold says more than it locked',
    /locks 60, not 61/,
    ['loyalty.hold'],
    'update hold set points = points + 1 where hold_id = $1',
    'hold',
  ),
  sql(
    'points-earnings',
    'an order says that it earned more',
    /earned \d+, not/,
    ['loyalty.earning'],
    'update earning set posted = posted + 1 where order_id = $1',
    'earned',
  ),
  sql(
    'earning-payments',
    'an order earned with a payment that there is not',
    /there is no payment/,
    ['loyalty.earning'],
    'update earning set payment_id = gen_random_uuid() where order_id = $1',
    'earned',
  ),
  sql(
    'earning-payments',
    'an order has not heard of money that was given back',
    /counts as given back 0, not 400/,
    ['loyalty.earning'],
    'update earning set refunded = 0 where order_id = $1',
    'earned',
  ),
];
