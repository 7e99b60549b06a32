import type { StillBooks } from './audit-books.ts';
import { type Damage, lateBy, miscount, sql } from './audit-damage.ts';

const orderTotals = (wrong: string, says: RegExp, set: string, of: keyof StillBooks['sold'] = 'taxed') =>
  sql('order-totals', wrong, says, ['order.order'], `update "order" set ${set} where order_id = $1`, of);

const orderLines = (wrong: string, says: RegExp, set: string, where: string) =>
  sql(
    'order-totals',
    wrong,
    says,
    ['order.order_line'],
    `update order_line set ${set} where order_id = $1 and ${where}`,
    'paid',
  );

/** Whatever can be wrong with orders, and with what is lent for a time. */
export const orderDamages: readonly Damage[] = [
  orderLines(
    'a line does not cost what its parts do',
    /price of their parts/,
    'list_price = list_price + 1',
    "detail ? 'override' and not detail -> 'override' ? 'amount'",
  ),
  orderLines(
    'a line is not its price times its quantity',
    /price times their quantity/,
    `detail = jsonb_set(detail, '{override,unitPrice}', '778')`,
    "detail -> 'override' ? 'unitPrice'",
  ),
  orderLines(
    'a line is not cheaper by its discount',
    /cheaper by their discounts/,
    `detail = jsonb_set(detail, '{discounts,0,amount}', '5000')`,
    "detail ? 'discounts'",
  ),
  orderLines(
    'a line is not taxed at its rate',
    /taxed at their rate|kinds of tax/,
    `detail = jsonb_set(detail, '{taxBps}', '5000')`,
    "detail ? 'tax'",
  ),
  orderTotals(
    'a kind of tax is not that of the lines',
    /kinds of tax are not those/,
    `taxes = jsonb_set(taxes, '{0,net}', '1')`,
  ),
  orderTotals(
    'a service charge does not add up',
    /service charge/,
    `charge = jsonb_set(charge, '{net}', '1')`,
  ),
  orderTotals(
    'a discount is not what the lines bear',
    /discounts are not/,
    `discounts = jsonb_set(discounts, '{0,amount}', '100')`,
    'paid',
  ),
  {
    check: 'order-totals',
    wrong: 'a total is a cent less than its lines',
    says: /its total is/,
    tables: ['order.order', 'order.event'],
    damage: (books) =>
      miscount(books, books.sold.paid, 'total = total - 1', ({ totals }) => {
        if (totals?.total) totals.total.minor -= 1n;
      }),
  },
  sql(
    'order-numbers',
    'a number was never given out',
    /never given out/,
    ['order.number_block'],
    'update number_block set next = 1',
  ),
  sql(
    'order-leases',
    'an unpaid order outlives its lease',
    /should have expired/,
    ['order.order'],
    `update "order" set expire_time = ${lateBy} where order_id = $1`,
    'waiting',
  ),
  sql(
    'cafe-leases',
    'a café is busy for too long',
    /should have ended/,
    ['cafe.cafe'],
    `update cafe set busy_end_time = ${lateBy} where busy_is_on`,
  ),
  sql(
    'cafe-leases',
    'an organisation has no owner',
    /no owner/,
    ['cafe.organisation'],
    `update organisation set owned_time = null, create_time = ${lateBy}`,
  ),
  sql(
    'sold-out-leases',
    'a product is off sale for too long',
    /should be back/,
    ['catalog.sold_out'],
    `update sold_out set return_time = ${lateBy}`,
  ),
];
