/** What a receipt shows, and how often it was printed. */
import type { Call } from '@sippy/kit/call';
import { type Database, statement } from '@sippy/kit/db';
import { type OnceKey, once } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import { cafeScope, type Scope } from '@sippy/kit/scope';
import type { Sale } from '../domain/sale.ts';

const find = statement<{ sale: Sale; receipt_copies: number }>(
  'payment_find_sale',
  'select sale, receipt_copies from payment where payment_id = $1',
);

const orderOf = statement<{ order_id: string }>(
  'payment_order_of_receipt',
  'select order_id from payment where cafe_id = $1 and business_day = $2 and receipt_number = $3',
);

const print = statement<{ receipt_copies: number }>(
  'payment_print_receipt',
  'update payment set receipt_copies = receipt_copies + 1 where payment_id = $1 returning receipt_copies',
);

/** What was sold with a payment, and how often its receipt was printed. Refuses with NOT_FOUND. */
export async function findSale(
  db: Database,
  scope: Scope,
  paymentId: string,
): Promise<{ sale: Sale; copies: number }> {
  const [row] = await db.read(scope, find, [paymentId]);
  if (!row) throw notFound('payment', paymentId);
  return { sale: row.sale, copies: row.receipt_copies };
}

/** The order of a receipt, by what is printed on it. */
export async function orderOfReceipt(
  db: Database,
  scope: Scope,
  receipt: { cafeId: string; businessDay: string; receiptNumber: string },
): Promise<string | undefined> {
  const { cafeId, businessDay, receiptNumber } = receipt;
  return (await db.read(scope, orderOf, [cafeId, businessDay, receiptNumber]))[0]?.order_id;
}

/** Counts a printing, once for the request; returns the number of the copy: 1 is the original. */
export function countPrint(
  db: Database,
  call: Call,
  key: OnceKey,
  payment: { id: string; cafeId: string },
): Promise<number> {
  return once(
    db,
    call,
    key,
    () =>
      db.transaction(cafeScope(payment.cafeId), async (tx) => {
        const [row] = await tx.query(print, [payment.id]);
        if (!row) throw notFound('payment', payment.id);
        await tx.once(key, { copy: row.receipt_copies });
        return row.receipt_copies;
      }),
    async (made) => (made as { copy: number }).copy,
  );
}
