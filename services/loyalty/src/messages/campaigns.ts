/** Campaigns, from the contract and to it. */
import { invalidField } from '@sippy/kit/refusal';
import type {
  Audience as AudienceMessage,
  Campaign as CampaignMessage,
  CampaignTerms as TermsMessage,
} from '@sippy/proto/loyalty/v1/voucher';
import type { VoucherTerms } from '@sippy/proto/order/v1/order';
import type { Audience, Campaign, CampaignTerms } from '../domain/campaign.ts';

/** Terms as a request sends them. */
export function readTerms(message: TermsMessage): CampaignTerms {
  const { name, minimum, alone, perPerson, inAll, fromDay, toDay, validDays, cafeIds, wholeNetwork } =
    message;
  if (fromDay !== '' && toDay < fromDay) throw invalidField('terms.to_day', 'must not be before from_day');
  if (wholeNetwork && cafeIds.length > 0)
    throw invalidField('terms.cafe_ids', 'must be empty where the whole network takes the vouchers');
  return {
    ...{ name, alone, inAll, fromDay, toDay, validDays, cafeIds, wholeNetwork },
    value: readValue(message),
    minimum: Number(minimum),
    perPerson: perPerson || 1,
    audience: readAudience(message.audience),
  };
}

function readValue({ value }: TermsMessage): CampaignTerms['value'] {
  switch (value?.$case) {
    case 'bps':
      return { bps: value.value };
    case 'amount':
      return { amount: Number(value.value) };
    case 'freeItems':
      return { items: value.value };
    default:
      throw invalidField('terms', 'must say what a voucher takes off');
  }
}

function readAudience(message: AudienceMessage | undefined): Audience {
  const who = message?.who;
  switch (who?.$case) {
    case 'everybody':
      return { kind: 'EVERYBODY' };
    case 'tiers':
      return { kind: 'TIERS', ...who.value };
    case 'customers':
      return { kind: 'CUSTOMERS', customerIds: who.value.customerIds };
    case 'firstVisit':
      return { kind: 'FIRST_VISIT' };
    default:
      throw invalidField('terms.audience', 'must say who can have a voucher');
  }
}

/** A campaign as an answer shows it. */
export function campaignMessage(campaign: Campaign): CampaignMessage {
  const { campaignId, networkId, organisationId, version, terms, issued, endTime, createTime } = campaign;
  return {
    ...{ campaignId, networkId, organisationId, version, issued, createTime },
    endTime: endTime ?? undefined,
    terms: {
      ...terms,
      minimum: BigInt(terms.minimum),
      cafeIds: [...terms.cafeIds],
      value: valueMessage(terms),
      audience: { who: audienceMessage(terms.audience) },
    },
  };
}

function valueMessage({ value }: CampaignTerms): TermsMessage['value'] {
  if ('bps' in value) return { $case: 'bps', value: value.bps };
  if ('amount' in value) return { $case: 'amount', value: BigInt(value.amount) };
  return { $case: 'freeItems', value: value.items };
}

function audienceMessage(audience: Audience): AudienceMessage['who'] {
  switch (audience.kind) {
    case 'EVERYBODY':
      return { $case: 'everybody', value: {} };
    case 'TIERS':
      return { $case: 'tiers', value: { names: audience.names, onReaching: audience.onReaching } };
    case 'CUSTOMERS':
      return { $case: 'customers', value: { customerIds: audience.customerIds } };
    case 'FIRST_VISIT':
      return { $case: 'firstVisit', value: {} };
  }
}

/** What a voucher of a campaign takes off an order, as the order service puts it there. */
export function orderTerms({ terms, currencyCode }: Campaign, voucherId: string): VoucherTerms {
  const { name, value, minimum, alone } = terms;
  return {
    ...{ voucherId, name, alone },
    value:
      'bps' in value
        ? { $case: 'bps', value: value.bps }
        : 'amount' in value
          ? { $case: 'fixed', value: { currencyCode, minor: BigInt(value.amount) } }
          : { $case: 'freeItems', value: value.items },
    minimum: minimum > 0 ? { currencyCode, minor: BigInt(minimum) } : undefined,
  };
}
