import type { Transaction } from '@sippy/kit/db';
import { type Campaign, checkLeft, checkPerson, daysOf, type Person } from '../domain/campaign.ts';
import type { Voucher, VoucherSource } from '../domain/voucher.ts';
import { voucherEvent } from '../messages/vouchers.ts';
import { countVouchers } from '../store/campaigns.ts';
import { insertVouchers } from '../store/vouchers.ts';

/** Somebody who is to get a voucher of a campaign. */
export interface Issue {
  /** Chosen before: the request that asks for it is written down first. */
  voucherId: string;
  campaign: Campaign;
  person: Person;
}

/** Gives people vouchers of running campaigns that are locked: all of them, or nobody and a refusal. */
export async function issueVouchers(
  tx: Transaction,
  issues: readonly Issue[],
  source: VoucherSource,
  now: Date,
): Promise<Voucher[]> {
  const counts = new Map<string, number>();
  const vouchers = issues.map((issue) => {
    const { campaign, person } = issue;
    const more = (counts.get(campaign.campaignId) ?? 0) + 1;
    checkPerson(campaign, person);
    checkLeft(campaign, more);
    counts.set(campaign.campaignId, more);
    return newVoucher(issue, source, now);
  });
  if (vouchers.length === 0) return [];
  await insertVouchers(tx, vouchers);
  await countVouchers(tx, counts, now);
  await tx.append(vouchers.map((voucher) => voucherEvent('voucher.issued', voucher)));
  return vouchers;
}

function newVoucher({ voucherId, campaign, person }: Issue, source: VoucherSource, now: Date): Voucher {
  const { campaignId, networkId, organisationId } = campaign;
  return {
    ...{ voucherId, campaignId, networkId, organisationId, source },
    customerId: person.customerId,
    number: person.had + 1,
    status: 'ISSUED',
    ...daysOf(campaign, now),
    ...{ orderId: null, cafeId: null, step: null, checkTime: null, isPaid: false },
    version: 1n,
    issueTime: now,
  };
}
