import { describe, expect, test } from 'vitest';
import {
  type Campaign,
  type CampaignTerms,
  checkChange,
  checkLeft,
  checkPerson,
  checkPlace,
  checkRunning,
  daysOf,
} from './campaign.ts';

const terms: CampaignTerms = {
  ...{ name: 'Spring', value: { bps: 1000 }, minimum: 500, alone: false, audience: { kind: 'EVERYBODY' } },
  ...{
    perPerson: 1,
    inAll: 3,
    fromDay: '',
    toDay: '2026-03-31',
    validDays: 0,
    cafeIds: [],
    wholeNetwork: false,
  },
};
const campaign = (more: Partial<CampaignTerms> = {}, about: Partial<Campaign> = {}): Campaign => ({
  ...{ campaignId: 'c', networkId: 'n', organisationId: 'o', version: 1n, currencyCode: 'USD', issued: 0 },
  ...{ endTime: null, createTime: new Date(0), zone: 'America/New_York', terms: { ...terms, ...more } },
  ...about,
});
const person = { customerId: 'm', tier: '', hasEarned: true, had: 0 };
const place = { cafeId: 'here', organisationId: 'o', networkId: 'n', zone: 'America/New_York' };
const reason = (check: () => void) => {
  try {
    check();
    return undefined;
  } catch (error) {
    return (error as { reason: string }).reason;
  }
};

describe('a campaign', () => {
  test('issues until its last day is over in its zone, or it is ended, and never more than there are', () => {
    const lastHour = new Date('2026-04-01T03:59:00Z');
    expect(reason(() => checkRunning(campaign(), lastHour))).toBeUndefined();
    expect(reason(() => checkRunning(campaign(), new Date('2026-04-01T04:00:00Z')))).toBe('CAMPAIGN_ENDED');
    expect(reason(() => checkRunning(campaign({}, { endTime: lastHour }), lastHour))).toBe('CAMPAIGN_ENDED');
    expect(reason(() => checkLeft(campaign({}, { issued: 1 }), 2))).toBeUndefined();
    expect(reason(() => checkLeft(campaign({}, { issued: 1 }), 3))).toBe('VOUCHERS_GONE');
    expect(reason(() => checkLeft(campaign({ inAll: 0 }, { issued: 1000 }), 3))).toBeUndefined();
  });

  test('is for its audience, and for nobody more often than it says', () => {
    const gold = { kind: 'TIERS', names: ['Gold'], onReaching: false } as const;
    const audience = (one: CampaignTerms['audience'], who = person) =>
      reason(() => checkPerson(campaign({ audience: one }), who));
    expect(audience({ ...gold, names: ['Gold'] })).toBe('NOT_IN_AUDIENCE');
    expect(audience({ ...gold, names: ['Gold'] }, { ...person, tier: 'Gold' })).toBeUndefined();
    expect(audience({ kind: 'CUSTOMERS', customerIds: ['x'] })).toBe('NOT_IN_AUDIENCE');
    expect(audience({ kind: 'CUSTOMERS', customerIds: ['x', 'm'] })).toBeUndefined();
    expect(audience({ kind: 'FIRST_VISIT' })).toBe('NOT_IN_AUDIENCE');
    expect(audience({ kind: 'FIRST_VISIT' }, { ...person, hasEarned: false })).toBeUndefined();
    expect(audience({ kind: 'EVERYBODY' }, { ...person, had: 1 })).toBe('VOUCHER_LIMIT');
  });

  test('gives a voucher its days: from its first, for as many as it says, never beyond its last', () => {
    const now = new Date('2026-03-10T02:00:00Z');
    expect(daysOf(campaign(), now)).toEqual({ firstDay: '2026-03-09', lastDay: '2026-03-31' });
    expect(daysOf(campaign({ validDays: 7 }), now)).toMatchObject({ lastDay: '2026-03-15' });
    expect(daysOf(campaign({ validDays: 90, fromDay: '2026-03-20' }), now)).toEqual({
      ...{ firstDay: '2026-03-20', lastDay: '2026-03-31' },
    });
  });

  test('is taken by its cafés on the days of their own zone', () => {
    const days = { firstDay: '2026-03-10', lastDay: '2026-03-31' };
    const at = (more: object, time: string, about: Partial<CampaignTerms> = {}) =>
      reason(() => checkPlace(campaign(about), days, { ...place, ...more }, new Date(time)));
    expect(at({}, '2026-03-10T04:00:00Z')).toBeUndefined();
    expect(at({}, '2026-03-10T03:59:00Z')).toBe('VOUCHER_NOT_VALID_TODAY');
    expect(at({}, '2026-04-01T03:59:00Z')).toBeUndefined();
    expect(at({ zone: 'Asia/Tokyo' }, '2026-03-31T15:00:00Z')).toBe('VOUCHER_NOT_VALID_TODAY');
    const noon = '2026-03-15T12:00:00Z';
    expect(at({ networkId: 'other' }, noon)).toBe('VOUCHER_NOT_HERE');
    expect(at({ organisationId: 'other' }, noon)).toBe('VOUCHER_NOT_HERE');
    expect(at({ organisationId: 'other' }, noon, { wholeNetwork: true })).toBeUndefined();
    expect(at({}, noon, { cafeIds: ['there'] })).toBe('VOUCHER_NOT_HERE');
    expect(reason(() => checkPlace(campaign(), days, undefined, new Date(noon)))).toBe('VOUCHER_NOT_HERE');
  });

  test('changes in favour of those who have a voucher only, and freely before', () => {
    const change = (more: Partial<CampaignTerms>, issued = 1, old: Partial<CampaignTerms> = {}) =>
      reason(() => checkChange(campaign(old, { issued }), { ...terms, ...old, ...more }));
    const worse: Partial<CampaignTerms>[] = [
      { value: { bps: 900 } },
      { audience: { kind: 'FIRST_VISIT' } },
      { minimum: 501 },
      { alone: true },
      { cafeIds: ['here'] },
    ];
    for (const one of worse) {
      expect(change(one)).toBe('CAMPAIGN_BINDS');
      expect(change(one, 0)).toBeUndefined();
    }
    expect(change({ inAll: 1 }, 2)).toBe('CAMPAIGN_BINDS');
    const better = { name: 'More', minimum: 0, inAll: 0, perPerson: 2, toDay: '2026-05-01' };
    expect(change(better)).toBeUndefined();
    expect(change({ cafeIds: ['a', 'b'] }, 1, { cafeIds: ['a'] })).toBeUndefined();
    expect(change({ cafeIds: ['b'] }, 1, { cafeIds: ['a'] })).toBe('CAMPAIGN_BINDS');
  });
});
