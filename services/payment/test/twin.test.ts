/** A request that is sent twice: the second call comes while the first has written nothing yet. */
import { CaptureMode, PaymentStatus } from '@sippy/proto/payment/v1/payment';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eur, requestId, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('a twin that read the payment before the first call wrote its step answers the outcome of that step', async () => {
  const order = world.book.place({ total: 1000n });
  const held = await world.charge({ capture: CaptureMode.MANUAL }, order);
  await world.trouble({ kind: 'slow', only: 'payment_intents.capture', delayMs: 300 });
  const capture = () => world.manager.capturePayment(request);
  const request = { requestId: requestId(), paymentId: held.paymentId, amount: eur(700n) };
  const [before, between] = [await connect(), await connect()];
  try {
    const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
    const hasLooked = new Promise<void>((resolve) => {
      world.book.onRead = async () => {
        world.book.onRead = undefined;
        resolve();
        await mayGoOn;
      };
    });
    const first = capture();
    await hasLooked;
    // Locks are given in the order in which they were asked for: the first call's write, `between`, the twin's look.
    await lockRequests(before);
    goOn();
    await waiting('RowExclusiveLock');
    const locked = lockRequests(between);
    await waiting('AccessExclusiveLock');
    const twin = capture();
    await waiting('AccessShareLock');
    await before.query('commit');
    await locked;
    await between.query('commit');
    const outcome = { status: PaymentStatus.CAPTURED, amount: eur(700n) };
    expect((await first).payment).toMatchObject(outcome);
    expect((await twin).payment).toMatchObject(outcome);
    expect(await world.charged(order.orderId)).toEqual({ charges: 1, kept: 700 });
  } finally {
    before.release(true);
    between.release(true);
  }
});

const connect = (): Promise<pg.PoolClient> => world.host.db('payment').connect();

async function lockRequests(client: pg.PoolClient): Promise<void> {
  await client.query('begin');
  await client.query('lock table request in access exclusive mode');
}

/** Waits until somebody waits for such a lock of the requests. */
async function waiting(mode: string): Promise<void> {
  for (const end = Date.now() + 1_500; ; await new Promise((resolve) => setTimeout(resolve, 5))) {
    const { rowCount } = await world.host.db('payment').query(
      `select from pg_locks where relation = 'request'::regclass and database =
           (select oid from pg_database where datname = current_database()) and mode = $1 and not granted`,
      [mode],
    );
    if (rowCount) return;
    if (Date.now() > end) throw new Error(`nobody waits for ${mode}`);
  }
}
