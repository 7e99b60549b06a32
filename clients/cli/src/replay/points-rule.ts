/**
 * The random rule by which members spend points and get money back while a folder is replayed. All of it follows from a seed and
 * the receipt (date/outlet/transaction), so it is the same however often and in whatever order it is asked.
 */
import { createHash } from 'node:crypto';

/** What is drawn for a receipt, which is named by date/outlet/transaction. */
export interface PointsRule {
  /** Of a receipt without a known customer: who of so many members of other shops bought it; undefined for nobody. */
  visitor(receipt: string, candidates: number): number | undefined;
  /** Whether its member pays with points. */
  spends(receipt: string): boolean;
  /** How much of it is given back; undefined for nothing. */
  refund(receipt: string): 'all' | 'half' | undefined;
}

const visitsOneIn = 6;
const spendsOneIn = 4;
const refundsOneIn = 80;

/** The rule for a seed. */
export function pointsRule(seed: number): PointsRule {
  const draw = (what: string, receipt: string, below: number): number =>
    createHash('sha256').update(`${seed}/${what}/${receipt}`).digest().readUIntBE(0, 6) % below;
  return {
    visitor: (receipt, candidates) =>
      candidates > 0 && draw('visit', receipt, visitsOneIn) === 0
        ? draw('visitor', receipt, candidates)
        : undefined,
    spends: (receipt) => draw('spend', receipt, spendsOneIn) === 0,
    refund: (receipt) => (['all', 'half'] as const)[draw('refund', receipt, refundsOneIn)],
  };
}

/** The rule in words, to be printed. */
export function ruleText(seed: number, worth: string): string[] {
  return [
    `Seed ${seed}: what is random follows from sha256("<seed>/<what>/<date>/<outlet>/<transaction>"), its first 48 bits modulo n.`,
    `A receipt earns its member a point for each whole unit of money, in proportion to what money paid, floored.`,
    `"visit" 0 of ${visitsOneIn}: a receipt without a known customer is one of a member of another shop, the "visitor"-th of them in customers.csv.`,
    `"spend" 0 of ${spendsOneIn}: its member pays with all of their points, at most half of it, floored; 1,000 points are worth ${worth}.`,
    `"refund" 0 of ${refundsOneIn}: ten minutes later all of a member's receipt is given back; 1: half of what money paid, floored.`,
    `A member's receipts are sold in the order of date, time, outlet and transaction.`,
  ];
}
