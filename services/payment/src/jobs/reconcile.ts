/** Finds payments and refunds that wait for somebody and carries them on: after a crash, a lost answer, a cancelled order. */
import type { Job } from '@sippy/kit/service';
import { drive } from '../card/drive.ts';
import { driveRefund } from '../card/drive-refund.ts';
import type { PaymentContext } from '../context.ts';
import { type Due, listDue, putOff } from '../store/due.ts';

const MOST_AT_ONCE = 8;

/** The reconciliation, on one host at a time. */
export function reconcileJob(ctx: PaymentContext): Job {
  return {
    name: 'payment-reconcile',
    everyMs: ctx.reconcileMs,
    exclusive: true,
    async run(signal) {
      const work = await listDue(ctx.db, ctx.clock.now());
      await inParallel(MOST_AT_ONCE, work, signal, (due) => carryOn(ctx, due));
    },
  };
}

async function carryOn(ctx: PaymentContext, due: Due): Promise<void> {
  const { kind, id } = due;
  try {
    await (kind === 'payment' ? drive(ctx, id) : driveRefund(ctx, id));
  } catch (error) {
    ctx.warn(`a ${kind} could not be carried on`, {
      id,
      error: error instanceof Error ? error.message : '',
    });
    await putOff(ctx.db, due);
  }
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
