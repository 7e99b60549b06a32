/** A points network of a café of a test's own, and members in it. */
import { AdjustReason } from '@sippy/proto/web/loyalty/v1/loyalty';
import { TierMeasure } from '@sippy/proto/web/loyalty/v1/tier';
import type { CampaignTerms } from '@sippy/proto/web/loyalty/v1/voucher';
import { scanGapMs } from '@sippy/ui/keys/scan';
import type { Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { vi } from 'vitest';
import type { OwnCafe } from '../../../test/own-cafe.ts';

/** A member, with what they can show or say at the counter. */
export interface OwnMember {
  customerId: string;
  name: string;
  phone: string;
  number: string;
  /** What a scanner reads from their card. */
  card: string;
}

/**
 * Makes a network in which a point is worth a cent and every 10 cents earn one, for this café alone; 50 points that orders
 * earned make a member Silver. Returns its id.
 */
export async function openProgramme({ owner, organisationId, cafeId }: OwnCafe): Promise<string> {
  const { network } = await owner.network.createNetwork({
    ...{ organisationId, name: 'Friends of the corner', currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
    ...{ minorPerThousand: 1000n, cafeIds: [cafeId] },
  });
  const networkId = network?.networkId ?? '';
  const rules = {
    baseRules: [{ name: 'A point for 10 cents', kind: perAmount }],
    redeem: { minPoints: 20n, maxShareBps: 0, closedCafeIds: [], holdMinutes: 0 },
    tiers: {
      ...{ measure: TierMeasure.POINTS, windowDays: 365, graceDays: 0 },
      tiers: [{ name: 'Silver', threshold: 50n }],
    },
  };
  // The loyalty service hears of a network a moment after it was made.
  await vi.waitFor(() => owner.loyalty.updateProgramme({ organisationId, networkId, rules }), 15_000);
  return networkId;
}

/** Makes a campaign of the café's owner for everybody, until a day that is far off. */
export async function addCampaign(
  { owner, organisationId }: OwnCafe,
  networkId: string,
  terms: Pick<CampaignTerms, 'name' | 'value'> & Partial<CampaignTerms>,
): Promise<{ give(member: OwnMember): Promise<void>; code(): Promise<string> }> {
  const audience = { who: { $case: 'everybody', value: {} } } as const;
  const { campaign } = await owner.voucher.createCampaign({
    ...{ organisationId, networkId, terms: { audience, toDay: '2999-12-31', ...terms } },
  });
  const which = { organisationId, campaignId: campaign?.campaignId ?? '' };
  return {
    async give({ customerId }) {
      await owner.voucher.issueVouchers({ ...which, customerIds: [customerId] });
    },
    async code() {
      return (await owner.voucher.createVoucherCodes({ ...which, count: 1, maxClaims: 1 })).codes[0] ?? '';
    },
  };
}

const perAmount = { $case: 'perAmount', value: { points: 1n, minor: 10n } } as const;
/** Adds a member who has so many points of this café. */
export async function addMember(
  { owner, ...cafe }: OwnCafe,
  name: string,
  points: bigint,
): Promise<OwnMember> {
  const { organisationId, cafeId } = cafe;
  const customerId = newId();
  const phone = `+49171${customerId.replace(/\D/g, '').slice(-7).padStart(7, '5')}`;
  const { customer } = await owner.customer.createCustomer({ cafeId, customerId, name, phone });
  const { card } = await owner.customer.getCustomerCard({ organisationId, customerId });
  await owner.loyalty.adjustPoints({ cafeId, customerId, points, reason: AdjustReason.GOODWILL });
  const number = customer?.profile?.membershipNumber ?? '';
  return { customerId, name, phone, number, card: card?.payload ?? '' };
}

/** So long no key was pressed before a scan: the till tells one from a hand by time alone. In milliseconds. */
const pauseMs = 3 * scanGapMs;

/** Types as a scanner does: each key at once after the other, into whatever has the focus, with Enter at the end. */
export async function scan(page: Page, text: string): Promise<void> {
  await page.waitForTimeout(pauseMs);
  await page.evaluate((scanned) => {
    const firstAt = performance.now();
    for (const [index, key] of [...scanned, 'Enter'].entries()) {
      const code = /^[A-Z]$/.test(key) ? `Key${key}` : /^\d$/.test(key) ? `Digit${key}` : key;
      const focused = document.activeElement ?? document.body;
      const pressed = new KeyboardEvent('keydown', {
        ...{ key, code, shiftKey: /[A-Z:]/.test(key) && key.length === 1 },
        ...{ bubbles: true, cancelable: true },
      });
      // When the key went down, not when a busy machine came to it.
      Object.defineProperty(pressed, 'timeStamp', { value: firstAt + 5 * index });
      const isHeard = focused.dispatchEvent(pressed);
      if (!isHeard || !(focused instanceof HTMLInputElement) || key.length > 1) continue;
      focused.setRangeText(key, focused.value.length, focused.value.length, 'end');
      focused.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }, text);
}
