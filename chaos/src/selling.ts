import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCafe } from '@sippy/bench/bench-cafes';
import { OrderChannel } from '@sippy/proto/web/order/v1/order';
import { OrderKind } from '@sippy/proto/web/type/v1/order_kind';
import { SippyError } from '@sippy/sdk';
import { v7 as newId } from 'uuid';
import type { Sale } from './ledger.ts';

/** How the tills sell. */
export interface SellingOptions {
  /** Pause of a till between two sales, in milliseconds, on average: tills that all pause alike would sell in step. */
  pauseMs?: number;
  /** The till forgets a request whose answer was lost and begins anew, with ids of its own choice. */
  forgetful?: boolean;
}

/** Tills at work. */
export interface Selling {
  readonly sales: readonly Sale[];
  /** Calls that were not answered within the SDK's own patience of ten seconds. */
  readonly unanswered: number;
  readonly calls: number;
  /** Answers that no fault of ours explains: refusals, INTERNAL. */
  readonly wrong: readonly string[];
  /** How long each finished sale took, retries included, in milliseconds, in the order of their ends. */
  readonly durationsMs: readonly number[];
  /** How long each sale that has not finished has taken so far, in milliseconds. */
  unfinishedMs(): number[];
  /** Begins no new sale and waits until the tills have had an answer to the last one, at most so long. */
  stop(patienceMs?: number): Promise<void>;
}

const lostCodes = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED']);

/** Has a till at each café sell as ours do: place, pay cash, and repeat what was not answered under the same request_id. */
export function startSelling(cafes: readonly BenchCafe[], options: SellingOptions = {}): Selling {
  const sales: Sale[] = [];
  const wrong: string[] = [];
  const durationsMs: number[] = [];
  const begun = new Map<BenchCafe, number>();
  const state = { unanswered: 0, calls: 0, stopAt: Number.POSITIVE_INFINITY, over: false };

  const ask = async <T>(call: () => Promise<T>, onLost?: () => void): Promise<T | undefined> => {
    while (Date.now() < state.stopAt) {
      try {
        state.calls += 1;
        return await call();
      } catch (error) {
        if (!(error instanceof SippyError) || !lostCodes.has(error.code)) {
          wrong.push(error instanceof SippyError ? `${error.code} ${error.message}` : String(error));
          return undefined;
        }
        state.unanswered += 1;
        onLost?.();
        await sleep(100);
      }
    }
    return undefined;
  };
  const timeout = options.forgetful ? { timeoutMs: 40 } : {};

  const sell = async (cafe: BenchCafe) => {
    const sale: Sale = {
      cafeId: cafe.cafeId,
      orderIds: [newId()],
      placeRequestId: newId(),
      payRequestId: newId(),
      lines: cafe.lines,
    };
    sales.push(sale);
    const started = performance.now();
    begun.set(cafe, started);
    const order = await ask(
      async () => (await place(cafe, sale, timeout)).order,
      () => {
        if (!options.forgetful) return;
        sale.orderIds.push(newId());
        sale.placeRequestId = newId();
      },
    );
    if (!order) return;
    const { orderId, number } = order;
    sale.placed = { orderId, number, total: order.totals?.total?.minor ?? 0n };
    const payment = await ask(async () => (await pay(cafe, sale)).payment);
    if (payment)
      sale.paid = {
        paymentId: payment.paymentId,
        receiptNumber: payment.receiptNumber,
        amount: payment.amount?.minor ?? 0n,
      };
    sale.paidAt = Date.now();
    durationsMs.push(performance.now() - started);
  };
  const tills = Promise.all(
    cafes.map(async (cafe) => {
      while (!state.over) {
        await sell(cafe);
        begun.delete(cafe);
        await sleep((options.pauseMs ?? 50) * (0.5 + Math.random()));
      }
    }),
  );
  return {
    sales,
    wrong,
    durationsMs,
    unfinishedMs: () => [...begun.values()].map((started) => performance.now() - started),
    get unanswered() {
      return state.unanswered;
    },
    get calls() {
      return state.calls;
    },
    stop: async (patienceMs = 60_000) => {
      state.over = true;
      state.stopAt = Date.now() + patienceMs;
      await tills;
    },
  };
}

/** Places a sale's order, or asks for it again. */
export function place(cafe: BenchCafe, sale: Sale, options: { timeoutMs?: number } = {}) {
  return cafe.till.order.placeOrder(
    {
      requestId: sale.placeRequestId,
      orderId: sale.orderIds.at(-1) ?? '',
      cafeId: sale.cafeId,
      kind: OrderKind.TAKEAWAY,
      channel: OrderChannel.COUNTER,
      lines: sale.lines,
    },
    options,
  );
}

/** Pays a sale's order in cash, or asks for that again. */
export function pay(cafe: BenchCafe, sale: Sale) {
  return cafe.till.payment.payCash({ requestId: sale.payRequestId, orderId: sale.placed?.orderId ?? '' });
}
