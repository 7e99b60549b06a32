/** Finds payments and refunds that wait for somebody and carries them on: after a crash, a lost answer, a cancelled order. */
import { statement } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import type { Job } from '@sippy/kit/service';
import { drive } from '../card/drive.ts';
import { driveRefund } from '../card/drive-refund.ts';
import type { PaymentContext } from '../context.ts';

const mostAtOnce = 8;
const batch = 200;

const duePayments = statement<{ id: string }>(
  'payment_due_payments',
  `select payment_id as id from payment where check_time <= $1 order by check_time limit ${batch}`,
);
const dueRefunds = statement<{ id: string }>(
  'payment_due_refunds',
  `select refund_id as id from refund where check_time <= $1 order by check_time limit ${batch}`,
);
const putOffPayment = statement<object>(
  'payment_put_off_payment',
  `update payment set check_time = now() + interval '1 minute' where payment_id = $1 and check_time is not null`,
);
const putOffRefund = statement<object>(
  'payment_put_off_refund',
  `update refund set check_time = now() + interval '1 minute' where refund_id = $1 and check_time is not null`,
);

/** The reconciliation: one host at a time, every second. */
export function reconcileJob(ctx: PaymentContext, everyMs: number): Job {
  return {
    name: 'payment-reconcile',
    everyMs,
    exclusive: true,
    async run(signal) {
      const now = ctx.clock.now();
      const payments = await ctx.db.read(serviceScope, duePayments, [now]);
      const refunds = await ctx.db.read(serviceScope, dueRefunds, [now]);
      const work = [
        ...payments.map(({ id }) => ({
          id,
          kind: 'payment',
          run: () => drive(ctx, id),
          putOff: putOffPayment,
        })),
        ...refunds.map(({ id }) => ({
          id,
          kind: 'refund',
          run: () => driveRefund(ctx, id),
          putOff: putOffRefund,
        })),
      ];
      await inParallel(mostAtOnce, work, signal, async ({ id, kind, run, putOff }) => {
        try {
          await run();
        } catch (error) {
          ctx.warn(`a ${kind} could not be carried on`, {
            id,
            error: error instanceof Error ? error.message : '',
          });
          await ctx.db.command(serviceScope, putOff, [id]);
        }
      });
    },
  };
}

/** Does the work with at most so many at once, until it is done or the signal comes. */
async function inParallel<T>(
  most: number,
  work: readonly T[],
  signal: AbortSignal,
  each: (one: T) => Promise<void>,
): Promise<void> {
  const rest = work[Symbol.iterator]();
  const runner = async () => {
    for (const one of rest) {
      if (signal.aborted) return;
      await each(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, work.length) }, runner));
}
