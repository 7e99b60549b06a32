import { invalidField, notFound } from '@sippy/kit/refusal';
import type { LoyaltyContext } from '../context.ts';
import type { CampaignTerms } from '../domain/campaign.ts';
import { currenciesOf, readNetwork } from '../store/programmes.ts';
import { voucherPlacesIn } from '../store/voucher-places.ts';

/**
 * Refuses a campaign for cafés that are not the organisation's own in the network, unless its administrator says that all take
 * the vouchers. Returns the network's currency.
 */
export async function checkCampaignPlaces(
  ctx: LoyaltyContext,
  { networkId, organisationId }: { networkId: string; organisationId: string },
  { cafeIds, wholeNetwork }: CampaignTerms,
): Promise<string> {
  const [network, places, currencies] = await Promise.all([
    readNetwork(ctx.db, networkId),
    voucherPlacesIn(ctx.db, networkId, ctx.clock.now()),
    currenciesOf(ctx.db, [networkId]),
  ]);
  const own = places.filter((place) => place.organisationId === organisationId).map(({ cafeId }) => cafeId);
  const isAdministrator = network?.organisationId === organisationId;
  const currency = currencies.get(networkId);
  if (!currency || (own.length === 0 && !isAdministrator)) throw notFound('network', networkId);
  if (wholeNetwork && !isAdministrator)
    throw invalidField('terms.whole_network', 'only the administrator of the network can say so');
  const foreign = cafeIds.findIndex((id) => !own.includes(id));
  if (foreign >= 0)
    throw invalidField(`terms.cafe_ids[${foreign}]`, 'must be a café of the organisation in the network');
  return currency;
}
