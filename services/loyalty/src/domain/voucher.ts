/** Where a voucher stands, and how it comes there. */
import { voucherApplied, voucherExpired, voucherUsed } from './voucher-refusals.ts';

export type VoucherStatus = 'ISSUED' | 'APPLIED' | 'USED' | 'EXPIRED';
export type VoucherSource = 'ISSUED' | 'CODE' | 'TIER';
/** How far the order is with a voucher that is locked to it. */
export type VoucherStep = 'PUTTING' | 'ON' | 'TAKING';

/** A voucher of a member. */
export interface Voucher {
  voucherId: string;
  campaignId: string;
  networkId: string;
  organisationId: string;
  customerId: string;
  /** The member's first, second and so on of its campaign. */
  number: number;
  source: VoucherSource;
  status: VoucherStatus;
  firstDay: string;
  lastDay: string;
  orderId: string | null;
  cafeId: string | null;
  step: VoucherStep | null;
  /** When the job looks after it next. */
  checkTime: Date | null;
  isPaid: boolean;
  version: bigint;
  issueTime: Date;
}

/** What happens to a voucher. */
export type VoucherMove = 'APPLY' | 'RELEASE' | 'USE' | 'RETURN' | 'EXPIRE';

/** Which moves are legal, and where they lead. */
export const voucherMoves = {
  ISSUED: { APPLY: 'APPLIED', EXPIRE: 'EXPIRED' },
  APPLIED: { RELEASE: 'ISSUED', USE: 'USED' },
  USED: { RETURN: 'ISSUED' },
  EXPIRED: {},
} as const satisfies Record<VoucherStatus, Partial<Record<VoucherMove, VoucherStatus>>>;

/** After how long a half-done step is finished by the job: longer than the order service takes it. */
const STEP_MS = 30_000;
/** For how long the order service may put a voucher on an order once it was asked. */
export const PUT_MS = 10_000;
/** How often the job asks how an order stands that carries a voucher. */
const LOOK_MS = 15 * 60_000;

function moved(voucher: Voucher, move: VoucherMove, more: Partial<Voucher>): Voucher {
  const moves: Partial<Record<VoucherMove, VoucherStatus>> = voucherMoves[voucher.status];
  const status = moves[move];
  if (!status) throw new Error(`a voucher that is ${voucher.status} cannot ${move}`);
  return { ...voucher, ...more, status, version: voucher.version + 1n };
}

const free = { orderId: null, cafeId: null, step: null, checkTime: null, isPaid: false };

/** Locks a voucher to an order; unchanged if it is on its way there or there. Refuses one that is elsewhere, used or expired. */
export function apply(voucher: Voucher, order: { orderId: string; cafeId: string }, now: Date): Voucher {
  const { orderId, cafeId } = order;
  if (voucher.status === 'USED') throw voucherUsed();
  if (voucher.status === 'EXPIRED') throw voucherExpired(voucher.lastDay);
  if (voucher.status === 'APPLIED') {
    if (voucher.orderId !== orderId || voucher.step === 'TAKING') throw voucherApplied();
    return voucher;
  }
  return moved(voucher, 'APPLY', { orderId, cafeId, step: 'PUTTING', checkTime: later(now, STEP_MS) });
}

/** The order has the voucher. One that was paid meanwhile has used it. */
export function confirm(voucher: Voucher, orderId: string, now: Date): Voucher {
  if (voucher.status !== 'APPLIED' || voucher.orderId !== orderId || voucher.step === 'TAKING')
    return voucher;
  if (voucher.isPaid) return use(voucher);
  if (voucher.step === 'ON') return voucher;
  return { ...voucher, step: 'ON', checkTime: later(now, LOOK_MS), version: voucher.version + 1n };
}

/** Begins to take a voucher off its order; undefined if it is on none. Refuses a used one. */
export function beginRemoval(voucher: Voucher, now: Date): Voucher | undefined {
  if (voucher.status === 'USED') throw voucherUsed();
  if (voucher.status !== 'APPLIED') return undefined;
  return { ...voucher, step: 'TAKING', checkTime: later(now, STEP_MS), version: voucher.version + 1n };
}

/** The order keeps the voucher that was to be taken off it. */
export function keepOn(voucher: Voucher, orderId: string, now: Date): Voucher {
  if (voucher.status !== 'APPLIED' || voucher.orderId !== orderId || voucher.step !== 'TAKING')
    return voucher;
  return confirm({ ...voucher, step: 'PUTTING' }, orderId, now);
}

/** The order does not have the voucher, or is given up. */
export function release(voucher: Voucher, orderId: string): Voucher {
  if (voucher.status !== 'APPLIED' || voucher.orderId !== orderId) return voucher;
  return moved(voucher, 'RELEASE', free);
}

/** Its order is paid. While it is not sure that the order has the voucher, the payment is remembered. */
export function paid(voucher: Voucher, orderId: string): Voucher {
  if (voucher.status !== 'APPLIED' || voucher.orderId !== orderId) return voucher;
  if (voucher.step === 'ON') return use(voucher);
  return voucher.isPaid ? voucher : { ...voucher, isPaid: true, version: voucher.version + 1n };
}

/** All money of its order was given back, or the order is cancelled: it is the member's again as long as its days last. */
export function giveBackVoucher(voucher: Voucher, orderId: string, today: string): Voucher {
  if (voucher.orderId !== orderId) return voucher;
  if (voucher.status === 'APPLIED') return release(voucher, orderId);
  if (voucher.status !== 'USED' || today > voucher.lastDay) return voucher;
  return moved(voucher, 'RETURN', free);
}

/** Its last day is over everywhere. */
export function expireVoucher(voucher: Voucher): Voucher {
  return voucher.status === 'ISSUED' ? moved(voucher, 'EXPIRE', {}) : voucher;
}

/** Puts off the job's next look. */
export function lookLater(voucher: Voucher, now: Date): Voucher {
  return { ...voucher, checkTime: later(now, LOOK_MS) };
}

function use(voucher: Voucher): Voucher {
  return moved(voucher, 'USE', { step: null, checkTime: null });
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
