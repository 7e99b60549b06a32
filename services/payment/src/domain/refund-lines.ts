/** Giving units of an order's lines back: what they are worth, and how many are left. */
import type { Account, Payment, Refund } from './account.ts';
import { roundToCoin } from './cash.ts';
import { nothingToRefund, refundAboveSold } from './refusals.ts';

/** A line of an order; what the guest pays for all of it is in minor units. */
export interface SoldLine {
  lineId: string;
  name: string;
  quantity: number;
  total: bigint;
}

/** What an order sold. Its total is that of the lines and of the service charge. */
export interface Sold {
  lines: readonly SoldLine[];
  total: bigint;
}

/** Units that are to be given back. */
export interface WantedLine {
  lineId: string;
  quantity: number;
}

/** Units that a refund gives back, as they are kept with it. Amounts are minor units written as text, as JSON keeps them. */
export interface GivenLine {
  line_id: string;
  name: string;
  quantity: number;
  amount: string;
  /** How many the line had, and what the guest paid for all of them. */
  sold: number;
  total: string;
}

/** Units of a line that all of an order's refunds together give back. */
export interface Given {
  lineId: string;
  name: string;
  quantity: number;
  amount: bigint;
}

/** What is given back of an order's lines, or is on its way; refunds that failed do not count. */
export function givenLines(account: Pick<Account, 'refunds'>): Map<string, Given> {
  const given = new Map<string, Given>();
  for (const line of account.refunds.filter(isLive).flatMap((refund) => refund.lines)) {
    const before = given.get(line.line_id);
    given.set(line.line_id, {
      lineId: line.line_id,
      name: line.name,
      quantity: line.quantity + (before?.quantity ?? 0),
      amount: BigInt(line.amount) + (before?.amount ?? 0n),
    });
  }
  return given;
}

/**
 * The units with what they are worth, and what the payment gives back for them. Whoever gives the last unit of an order
 * back gives all that is left of its total, the service charge too. Refuses with REFUND_ABOVE_SOLD, NOTHING_TO_REFUND.
 */
export function linesToRefund(
  account: Account,
  payment: Payment,
  sold: Sold,
  wanted: readonly WantedLine[],
): { lines: GivenLine[]; amount: bigint } {
  const given = givenLines(account);
  const lines = wanted.map((line, i) => give(sold, given.get(line.lineId), line, i));
  const isRest = isLast(sold, given, lines);
  const worth = isRest
    ? sold.total - sumOf(lineRefunds(account), (refund) => refund.amount)
    : sumOf(lines, worthOf);
  const amount = payment.tender === 'CASH' ? inCoins(account, payment, worth, isRest) : worth;
  if (amount <= 0n) throw nothingToRefund();
  return { lines, amount };
}

function give(sold: Sold, before: Given | undefined, wanted: WantedLine, at: number): GivenLine {
  const line = sold.lines.find((l) => l.lineId === wanted.lineId);
  const done = before?.quantity ?? 0;
  const left = Math.max(0, (line?.quantity ?? 0) - done);
  if (!line || wanted.quantity > left) throw refundAboveSold(at, wanted.lineId, left, line?.name);
  const worth = shareOf(line, done + wanted.quantity) - (before?.amount ?? 0n);
  return {
    line_id: line.lineId,
    name: line.name,
    quantity: wanted.quantity,
    amount: String(worth > 0n ? worth : 0n),
    sold: line.quantity,
    total: String(line.total),
  };
}

/** What the first so many units come to: equal shares, and the minor units that are left over go to the first ones. */
function shareOf({ quantity, total }: SoldLine, units: number): bigint {
  const [all, some] = [BigInt(quantity), BigInt(units)];
  const over = total % all;
  return (total / all) * some + (some < over ? some : over);
}

function isLast(sold: Sold, given: ReadonlyMap<string, Given>, lines: readonly GivenLine[]): boolean {
  return sold.lines.every(({ lineId, quantity, total }) => {
    if (total === 0n) return true;
    const now = lines.find((line) => line.line_id === lineId)?.quantity ?? 0;
    return (given.get(lineId)?.quantity ?? 0) + now >= quantity;
  });
}

/**
 * So much in coins. What the lines of a cash payment come to is rounded together and not each refund by itself, so that all
 * of them fit into what was taken; the rest of an order counts from what was handed out.
 */
function inCoins(account: Account, payment: Payment, worth: bigint, isRest: boolean): bigint {
  const { smallest_coin: coin } = payment;
  const own = lineRefunds(account).filter((refund) => refund.payment_id === payment.payment_id);
  const handed = sumOf(own, (refund) => refund.amount);
  const exact = sumOf(own, (refund) => sumOf(refund.lines, worthOf));
  // More than a coin apart is no rounding: a service charge went with those lines.
  const isApart = exact - handed >= coin || handed - exact >= coin;
  return roundToCoin((isRest || isApart ? handed : exact) + worth, coin) - handed;
}

const worthOf = (line: GivenLine) => BigInt(line.amount);

const isLive = (refund: Refund) => refund.status !== 'FAILED';

const lineRefunds = (account: Pick<Account, 'refunds'>) =>
  account.refunds.filter((refund) => isLive(refund) && refund.lines.length > 0);

function sumOf<T>(all: readonly T[], amountOf: (one: T) => bigint): bigint {
  return all.reduce((sum, one) => sum + amountOf(one), 0n);
}
