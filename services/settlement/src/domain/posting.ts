import type { NameOf } from '@sippy/kit/enum-names';
import type { AccountKind, EntrySetKind } from '@sippy/proto/loyalty/v1/points';

/** What kind of movement a posting is. */
export type PostingKind = NameOf<typeof EntrySetKind>;

/** Whose points they are: a café's id, a member's or a network's. */
export interface Account {
  kind: NameOf<typeof AccountKind>;
  id: string;
}

/** Points that moved from one account to another. */
export interface PointsTransfer {
  from: Account;
  to: Account;
  lotId: string;
  issuerCafeId: string;
  issuerOrganisationId: string;
  valueVersion: number;
  points: bigint;
}

/** A movement of points as loyalty told it. The member is left out: settling needs nobody's name. */
export interface Posting {
  setId: string;
  networkId: string;
  kind: PostingKind;
  cafeId: string;
  organisationId: string;
  orderId: string | null;
  paymentId: string | null;
  reversesSetId: string | null;
  businessDay: string;
  postTime: Date;
  transfers: readonly PointsTransfer[];
}

/** What a café other than the issuer of points is owed for them; negative where it gave points back. */
export interface Claim {
  cafeId: string;
  organisationId: string;
  points: bigint;
}

/**
 * What a transfer means between cafés: points that reach a café other than their issuer make the issuer owe it, points
 * that leave such a café make it owe less. At home, and among a member's own accounts, nobody owes anybody.
 * Throws for points that move from one foreign café to another, which no rule explains.
 */
export function claimOf(posting: Posting, transfer: PointsTransfer): Claim | undefined {
  const { from, to, issuerCafeId, points } = transfer;
  const isForeign = (account: Account) => account.kind === 'CAFE' && account.id !== issuerCafeId;
  if (isForeign(from) && isForeign(to)) throw new Error(`points of ${transfer.lotId} move between two cafés`);
  if (isForeign(to)) return { cafeId: to.id, organisationId: ownerIn(posting, to.id), points };
  if (isForeign(from)) return { cafeId: from.id, organisationId: ownerIn(posting, from.id), points: -points };
  return undefined;
}

/** Who owned a café of a posting then: where it happened, or the issuer of one of its lots. */
function ownerIn(posting: Posting, cafeId: string): string {
  if (posting.cafeId === cafeId) return posting.organisationId;
  const lot = posting.transfers.find((transfer) => transfer.issuerCafeId === cafeId);
  if (!lot) throw new Error(`posting ${posting.setId} does not say who owned the café ${cafeId}`);
  return lot.issuerOrganisationId;
}
