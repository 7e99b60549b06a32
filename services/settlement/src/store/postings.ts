import { json, statement, type Transaction } from '@sippy/kit/db';
import { firstDay, settledIn } from '../domain/month.ts';
import { claimOf, type Posting } from '../domain/posting.ts';

/** Shared with other consumers, not with whoever locks a month: a posting gets its month before or after that, never beside it. */
const shareNetworks = statement<{ network_id: string; open_from: string | null }>(
  'settlement_share_networks',
  'select network_id, open_from from network where network_id = any ($1::uuid[]) order by network_id for share',
);

const insertPostings = statement<object>(
  'settlement_insert_postings',
  `with added as (
     insert into posting (set_id, network_id, month, kind, cafe_id, organisation_id, order_id, payment_id, reverses_set_id,
       business_day, post_time)
     select set_id, network_id, month, kind, cafe_id, organisation_id, order_id, payment_id, reverses_set_id, business_day,
       post_time
     from jsonb_populate_recordset(null::posting, $1::jsonb) order by set_id
     on conflict (set_id) do nothing returning set_id, network_id, month
   )
   insert into posting_transfer (set_id, number, network_id, month, from_kind, from_id, to_kind, to_id, lot_id,
     issuer_cafe_id, issuer_organisation_id, value_version, points, claim_cafe_id, claim_organisation_id, claim_points)
   select a.set_id, t.number, a.network_id, a.month, t.from_kind, t.from_id, t.to_kind, t.to_id, t.lot_id,
     t.issuer_cafe_id, t.issuer_organisation_id, t.value_version, t.points, t.claim_cafe_id, t.claim_organisation_id,
     t.claim_points
   from jsonb_populate_recordset(null::posting_transfer, $2::jsonb) t join added a using (set_id)`,
);

/** Writes postings into the journal, each once. Throws for a network that is not known. */
export async function insertNewPostings(tx: Transaction, postings: readonly Posting[]): Promise<void> {
  if (postings.length === 0) return;
  const networkIds = [...new Set(postings.map((posting) => posting.networkId))].sort();
  const networks = await tx.query(shareNetworks, [networkIds]);
  const openFrom = new Map(networks.map((row) => [row.network_id, row.open_from]));
  const once = [...new Map(postings.map((posting) => [posting.setId, posting])).values()];
  const sets = once.map((posting) => postingRow(posting, monthIn(openFrom, posting)));
  await tx.query(insertPostings, [json(sets), json(once.flatMap(transferRows))]);
}

function monthIn(openFrom: ReadonlyMap<string, string | null>, posting: Posting): string {
  const from = openFrom.get(posting.networkId);
  if (from === undefined) throw new Error(`there is no network ${posting.networkId}`);
  return firstDay(settledIn(posting.businessDay, from));
}

function postingRow(posting: Posting, month: string) {
  return {
    set_id: posting.setId,
    network_id: posting.networkId,
    month,
    kind: posting.kind,
    cafe_id: posting.cafeId,
    organisation_id: posting.organisationId,
    order_id: posting.orderId,
    payment_id: posting.paymentId,
    reverses_set_id: posting.reversesSetId,
    business_day: posting.businessDay,
    post_time: posting.postTime,
  };
}

function transferRows(posting: Posting) {
  return posting.transfers.map((transfer, i) => {
    const claim = claimOf(posting, transfer);
    return {
      set_id: posting.setId,
      number: i + 1,
      from_kind: transfer.from.kind,
      from_id: transfer.from.id,
      to_kind: transfer.to.kind,
      to_id: transfer.to.id,
      lot_id: transfer.lotId,
      issuer_cafe_id: transfer.issuerCafeId,
      issuer_organisation_id: transfer.issuerOrganisationId,
      value_version: transfer.valueVersion,
      points: transfer.points,
      claim_cafe_id: claim?.cafeId ?? null,
      claim_organisation_id: claim?.organisationId ?? null,
      claim_points: claim?.points ?? null,
    };
  });
}
