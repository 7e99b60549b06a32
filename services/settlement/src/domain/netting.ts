/** Settling what owners owe each other in the fewest transfers. */

/** What one owner gets (positive) or pays (negative), in minor units. */
export interface Position {
  organisationId: string;
  minor: bigint;
}

/** Money that one owner is to pay another; always more than nothing. */
export interface MoneyTransfer {
  debtorId: string;
  creditorId: string;
  minor: bigint;
}

/** Up to so many owners the fewest transfers are found for certain; beyond, few are, and never more than owners less one. */
export const EXACT_OWNERS = 14;

/**
 * Transfers after which everybody has what they are due. The positions must sum to zero. Owners who are due nothing have
 * none. The same positions give the same transfers, in whatever order they come.
 */
export function netTransfers(positions: readonly Position[]): MoneyTransfer[] {
  const open = positions
    .filter((position) => position.minor !== 0n)
    .toSorted((a, b) => (a.organisationId < b.organisationId ? -1 : 1));
  if (open.reduce((sum, { minor }) => sum + minor, 0n) !== 0n)
    throw new RangeError('positions must sum to zero');
  const groups = open.length <= EXACT_OWNERS ? mostGroups(open) : pairsFirst(open);
  return groups.flatMap(settleGroup);
}

/**
 * The most groups that each sum to zero: a group of n is settled by n − 1 transfers, so every further group saves one.
 * Over all subsets, by taking one owner after the other: a group ends whenever those taken so far sum to zero.
 */
function mostGroups(open: readonly Position[]): Position[][] {
  const size = 1 << open.length;
  const sums: bigint[] = [0n];
  const groups = new Uint8Array(size);
  const last = new Uint8Array(size);
  for (let taken = 1; taken < size; taken++) {
    const lowest = 31 - Math.clz32(taken & -taken);
    sums[taken] = (sums[taken & (taken - 1)] ?? 0n) + (open[lowest]?.minor ?? 0n);
    for (let rest = taken; rest !== 0; rest &= rest - 1) {
      const i = 31 - Math.clz32(rest & -rest);
      const before = groups[taken ^ (1 << i)] ?? 0;
      if (rest === taken || before > (groups[taken] ?? 0)) {
        groups[taken] = before;
        last[taken] = i;
      }
    }
    if (sums[taken] === 0n) groups[taken] = (groups[taken] ?? 0) + 1;
  }
  const found: Position[][] = [];
  for (let taken = size - 1; taken !== 0; ) {
    if (sums[taken] === 0n) found.push([]);
    const i = last[taken] ?? 0;
    const position = open[i];
    if (position) found.at(-1)?.push(position);
    taken ^= 1 << i;
  }
  return found;
}

/** Pairs of equal and opposite positions, and one group of all others. */
function pairsFirst(open: readonly Position[]): Position[][] {
  const waiting = new Map<bigint, Position[]>();
  const pairs: Position[][] = [];
  for (const position of open) {
    const match = waiting.get(-position.minor)?.shift();
    if (match) pairs.push([match, position]);
    else waiting.set(position.minor, [...(waiting.get(position.minor) ?? []), position]);
  }
  return [...pairs, [...waiting.values()].flat()];
}

/** The largest debtor pays the largest creditor, again and again: each transfer settles at least one of them. */
function settleGroup(group: readonly Position[]): MoneyTransfer[] {
  const bySize = (a: Position, b: Position) =>
    a.minor === b.minor ? (a.organisationId < b.organisationId ? -1 : 1) : a.minor > b.minor ? -1 : 1;
  const creditors = group.filter(({ minor }) => minor > 0n).toSorted(bySize);
  const debtors = group
    .filter(({ minor }) => minor < 0n)
    .map(({ organisationId, minor }) => ({ organisationId, minor: -minor }))
    .toSorted(bySize);
  const transfers: MoneyTransfer[] = [];
  while (debtors.length > 0 && creditors.length > 0) {
    const [debtor, creditor] = [debtors.shift() as Position, creditors.shift() as Position];
    const minor = debtor.minor < creditor.minor ? debtor.minor : creditor.minor;
    transfers.push({ debtorId: debtor.organisationId, creditorId: creditor.organisationId, minor });
    putBack(debtors, { ...debtor, minor: debtor.minor - minor }, bySize);
    putBack(creditors, { ...creditor, minor: creditor.minor - minor }, bySize);
  }
  return transfers;
}

function putBack(all: Position[], rest: Position, bySize: (a: Position, b: Position) => number): void {
  if (rest.minor === 0n) return;
  const place = all.findIndex((one) => bySize(rest, one) < 0);
  all.splice(place === -1 ? all.length : place, 0, rest);
}
