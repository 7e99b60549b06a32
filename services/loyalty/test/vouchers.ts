/** Campaigns and vouchers of a café, for tests; all services are the real ones. */
import type { Principal } from '@sippy/kit/call';
import { type TestHost, testCustomer } from '@sippy/kit/testing';
import type { CampaignTerms, Voucher } from '@sippy/proto/loyalty/v1/voucher';
import { VoucherServiceDefinition } from '@sippy/proto/loyalty/v1/voucher_service';
import { given, once, ownerOf, type TestCafe } from './fixture.ts';

/** Somebody who sends a request again is still the same one. */
const people = new Map<string, Principal>();
const always = (key: string, make: () => Principal) => {
  const known = people.get(key) ?? make();
  people.set(key, known);
  return known;
};

/** Vouchers as the manager of a café, its owner or a member sees them. */
export const vouchersAt = (host: TestHost, { cafeId, staff }: TestCafe) =>
  host.peer(
    VoucherServiceDefinition,
    always(cafeId, () => staff('loyalty.read', 'loyalty.redeem')),
  );
export const vouchersBy = (host: TestHost, cafe: TestCafe) =>
  host.peer(
    VoucherServiceDefinition,
    always(cafe.organisationId, () => ownerOf(cafe)),
  );
export const vouchersOf = (host: TestHost, customerId: string) =>
  host.peer(VoucherServiceDefinition, testCustomer(customerId));

/** A dollar off for everybody, once each, unless more is said. */
export const terms = (more: Partial<CampaignTerms> = {}): Partial<CampaignTerms> => ({
  ...{ name: 'A dollar off', toDay: '2999-12-31' },
  value: { $case: 'amount', value: 100n },
  audience: { who: { $case: 'everybody', value: {} } },
  ...more,
});

/** A campaign of a café's owner. */
export async function newCampaign(
  host: TestHost,
  cafe: TestCafe,
  networkId: string,
  more: Partial<CampaignTerms> = {},
): Promise<{ campaignId: string; organisationId: string }> {
  const { organisationId } = cafe;
  const { campaign } = await vouchersBy(host, cafe).createCampaign({
    ...{ ...once(), organisationId, networkId, terms: terms(more) },
  });
  return { campaignId: given(campaign).campaignId, organisationId };
}

/** A voucher of a campaign made for it. */
export async function newVoucher(
  host: TestHost,
  cafe: TestCafe,
  networkId: string,
  customerId: string,
  more: Partial<CampaignTerms> = {},
): Promise<Voucher> {
  const campaign = await newCampaign(host, cafe, networkId, more);
  const { vouchers } = await vouchersBy(host, cafe).issueVouchers({
    ...{ ...once(), ...campaign, customerIds: [customerId] },
  });
  return given(vouchers[0]);
}
