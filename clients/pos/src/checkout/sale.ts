/** A sale in flight: what is known of it, and how far it has come. */
import type { Order } from '@sippy/proto/web/order/v1/order';
import type { Payment } from '@sippy/proto/web/payment/v1/payment';
import type { Cart } from '../cart/cart.ts';

/** How a guest wants to pay. */
export type PayIntent =
  | { readonly tender: 'cash' /** Minor units handed over. */; readonly tendered: bigint }
  | { readonly tender: 'card'; readonly paymentMethodId: string }
  | {
      readonly tender: 'points';
      readonly points: bigint;
      /** Whose points. */ readonly customerId: string;
    };

/** One try to pay. Everything in it is chosen before the first call and stays until the answer. */
export interface PayAttempt {
  readonly requestId: string;
  readonly intent: PayIntent;
  /** Version of the order that is paid. */
  readonly orderVersion: bigint;
  /** What was due, in minor units. */
  readonly due: bigint;
  /** When it was begun, in epoch milliseconds. */
  readonly startedAt: number;
}

/** Why something did not work, as it can be kept and shown. */
export interface Problem {
  readonly code: string;
  readonly reason: string;
  /** What the server said; for a person. */
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * How far a sale is. `ready`: nothing is under way. `placing`: the order is being placed or brought up to date.
 * `differs`: refused, as it costs something else than shown. `changed`: placed, and costs something else than shown.
 * `placed`: waits for payment. `cash`, `card`, `points`: a payment was sent and not answered. `action`: the guest must confirm with
 * their bank. `unknown`: the bank has not answered. `cancelling`: giving a card payment up. `declined`: the card payment
 * ended without money. `paid`; `closed`: the order was cancelled.
 */
export type SaleStage =
  | 'ready'
  | 'placing'
  | 'differs'
  | 'changed'
  | 'placed'
  | 'cash'
  | 'card'
  | 'points'
  | 'action'
  | 'unknown'
  | 'cancelling'
  | 'declined'
  | 'paid'
  | 'closed';

/** A sale as it is kept in the browser from before its first call until its end. */
export interface Sale {
  readonly stage: SaleStage;
  readonly cafeId: string;
  /** Who began it; request ids hold for this caller only. */
  readonly staffId: string;
  readonly cart: Cart;
  /** Total that the guest was told, in minor units. */
  readonly shownTotal: bigint;
  /** When it was begun, in epoch milliseconds. */
  readonly startedAt: number;
  /** The order as the server last told it. */
  readonly order?: Order | undefined;
  /** How the guest wants to pay, as soon as the order is placed. */
  readonly intent?: PayIntent | undefined;
  /** The payment that is under way or was the last. */
  readonly pay?: PayAttempt | undefined;
  /** The payment as the server last told it. */
  readonly payment?: Payment | undefined;
  /** Payments that have paid parts of the order. */
  readonly parts?: readonly Payment[] | undefined;
  /** What is left to pay after them, in minor units: the order hears of it later than the till. */
  readonly left?: bigint | undefined;
  /** Payments of the order that ended without money. */
  readonly endedIds: readonly string[];
  /** Key of the cancellation that is under way. */
  readonly cancelRequestId?: string | undefined;
  /** Why the last step did not work, or why its answer is missing. */
  readonly problem?: Problem | undefined;
  /** The last call of this stage had no answer: it is asked for again. */
  readonly isUnsure: boolean;
  /** The kitchen was told, or need not be: an open check goes there at the latest when it is paid. */
  readonly isSent?: boolean | undefined;
  /** Total that the server computed, where it is not the one shown. */
  readonly newTotal?: bigint | undefined;
}

/** A sale about which nothing has been sent. */
export function newSale(given: Pick<Sale, 'cafeId' | 'staffId' | 'cart' | 'shownTotal' | 'startedAt'>): Sale {
  return { ...given, stage: 'ready', order: given.cart.order, endedIds: [], isUnsure: false };
}

/**
 * A kept sale as it is taken up again. Nothing that was asked before is taken for answered, and nothing new begins by
 * itself: whoever takes it up says how the guest pays.
 */
export function resumed(sale: Sale): Sale {
  return { ...sale, intent: undefined, isUnsure: true };
}
