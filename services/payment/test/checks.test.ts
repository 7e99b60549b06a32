import { newId } from '@sippy/kit/ids';
import { makeTestDatabase, type TestDatabase } from '@sippy/kit/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { service } from '../src/main.ts';

let database: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  database = await makeTestDatabase('payment', service.migrations);
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`set sippy.scope to 'service'`);
  const [orderId, organisationId, cafeId] = [newId(), newId(), newId()];
  await owner.query(
    `insert into payable (order_id, organisation_id, cafe_id, version, currency_code, order_version, order_total, held,
       authorized, paid, tip, received, refunded, captures, create_time, update_time)
     values ($1, $2, $3, 1, 'EUR', 1, 500, 500, 100, 400, 50, 450, 450, 1, now(), now())`,
    [orderId, organisationId, cafeId],
  );
  await owner.query(
    `insert into payment (payment_id, order_id, organisation_id, cafe_id, version, status, tender, currency_code, amount,
       tip, rounding, captured, refunded, refunding, tendered, change, smallest_coin, order_version, order_number,
       business_day, sale, payment_time, create_time, update_time, actor_kind, actor_id, request_key, request_hash,
       is_authorized, confirms, step_number, attempts)
     values ($4, $1, $2, $3, 1, 'CAPTURED', 'CASH', 'EUR', 400, 50, 0, 450, 300, 150, 500, 50, 1, 1, 'A1', '2026-03-01',
       '{}', now(), now(), now(), 'staff', 'x', $4, '\\x00', false, false, 0, 0)`,
    [orderId, organisationId, cafeId, newId()],
  );
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const violation = expect.objectContaining({ code: '23514' });

test.each([
  'order_total = -1',
  'held = -1, authorized = -1',
  'authorized = -1',
  'authorized = held + 1',
  'paid = -1',
  'tip = -1',
  'received = -1, refunded = -1',
  'refunded = -1',
  'refunded = received + 1',
])('an account cannot be written with %s', async (change) => {
  await expect(owner.query(`update payable set ${change}`)).rejects.toEqual(violation);
});

test.each([
  'amount = 0',
  'tip = -1',
  'captured = -1, refunded = -1, refunding = 0',
  'refunded = -1',
  'refunding = -1',
  'tendered = -1',
  'change = -1',
  'smallest_coin = 0',
  'refunded = captured - refunding + 1',
  `status = 'TAKEN'`,
  `status = 'PENDING'`,
  'tendered = null',
  'change = null',
  `tender = 'SHELLS'`,
  `capture_mode = 'LATER'`,
  `step = 'WAIT'`,
])('a payment cannot be written with %s', async (change) => {
  await expect(owner.query(`update payment set ${change}`)).rejects.toEqual(violation);
});

test.each([
  'refunded = 0, refunding = 0',
  `tender = 'CARD', status = 'PENDING', tendered = null, change = null`,
])('but it can be with %s', async (change) => {
  await owner.query('begin');
  expect((await owner.query(`update payment set ${change}`)).rowCount).toBe(1);
  await owner.query('rollback');
});
