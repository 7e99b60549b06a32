/** Vouchers as answers and events show them. */
import type { NewEvent } from '@sippy/kit/events';
import {
  type Voucher as VoucherMessage,
  VoucherSource,
  VoucherStatus,
} from '@sippy/proto/loyalty/v1/voucher';
import { VoucherChanged } from '@sippy/proto/loyalty/v1/voucher_event';
import type { Campaign } from '../domain/campaign.ts';
import type { Voucher } from '../domain/voucher.ts';
import { orderTerms } from './campaigns.ts';

/** A voucher as an answer shows it; one whose last day is over before `today` has expired. */
export function voucherMessage(
  voucher: Voucher,
  campaign: Campaign | undefined,
  today: string,
): VoucherMessage {
  const { voucherId, campaignId, networkId, organisationId, customerId, firstDay, lastDay } = voucher;
  const status = voucher.status === 'ISSUED' && lastDay < today ? 'EXPIRED' : voucher.status;
  return {
    ...{ voucherId, campaignId, networkId, organisationId, customerId, firstDay, lastDay },
    status: VoucherStatus[status],
    source: VoucherSource[voucher.source],
    terms: campaign && orderTerms(campaign, voucherId),
    cafeIds: [...(campaign?.terms.cafeIds ?? [])],
    orderId: voucher.orderId ?? '',
    issueTime: voucher.issueTime,
    version: voucher.version,
  };
}

/** voucher.issued, voucher.used or voucher.returned */
export function voucherEvent(
  type: 'voucher.issued' | 'voucher.used' | 'voucher.returned',
  voucher: Voucher,
): NewEvent {
  const { voucherId, campaignId, networkId, organisationId, customerId, version } = voucher;
  return {
    type,
    aggregate: { type: 'voucher', id: voucherId, version },
    organisationId,
    cafeId: voucher.cafeId ?? undefined,
    payload: VoucherChanged.encode({
      ...{ voucherId, campaignId, networkId, customerId, version },
      status: VoucherStatus[voucher.status],
      orderId: voucher.orderId ?? '',
      cafeId: voucher.cafeId ?? '',
      lastDay: voucher.lastDay,
    }).finish(),
  };
}
