import { RoundingMode, TaxLevel, TaxTreatment } from '@sippy/proto/cafe/v1/cafe';
import { CreateCafeRequest, UpdateCafeRequest } from '@sippy/proto/cafe/v1/cafe_service';
import { Weekday } from '@sippy/proto/type/v1/weekday';
import { describe, expect, test } from 'vitest';
import { changedSettings, newSettings } from './settings.ts';

const now = new Date('2026-05-01T12:00:00Z');
const base = CreateCafeRequest.fromPartial({ name: 'Bar', currencyCode: 'EUR', timeZone: 'Europe/Rome' });

describe('settings of a café', () => {
  test('what a new café leaves out has its default', () => {
    expect(newSettings(base, now)).toMatchObject({
      businessDayCutover: '04:00',
      onlinePaymentLeaseMinutes: 15,
      tradingSince: now,
      tax: {
        treatment: TaxTreatment.INCLUSIVE,
        level: TaxLevel.ORDER,
        roundingMode: RoundingMode.HALF_EVEN,
        rules: [],
      },
      serviceCharge: undefined,
    });
  });

  test('a tax rule says nothing of its treatment: the café does', () => {
    const tax = { treatment: TaxTreatment.ADDITIVE, rules: [{ taxCategory: 'food', name: 'Tax', bps: 887 }] };
    const settings = newSettings(CreateCafeRequest.fromPartial({ ...base, tax }), now);
    expect(settings.tax.rules[0]?.treatment).toBe(TaxTreatment.ADDITIVE);
  });

  test('two rules for one tax category are refused', () => {
    const rule = { taxCategory: 'food', name: 'Tax', bps: 887 };
    const request = CreateCafeRequest.fromPartial({ ...base, tax: { rules: [rule, rule] } });
    expect(() => newSettings(request, now)).toThrow('two tax rules for food');
  });

  test('a change keeps what it leaves out', () => {
    const settings = newSettings(base, now);
    const changed = changedSettings(settings, UpdateCafeRequest.fromPartial({ name: 'Bar Due' }));
    expect(changed).toEqual({ ...settings, name: 'Bar Due' });
  });

  test('a service charge can be replaced and taken away', () => {
    const settings = newSettings(base, now);
    const charge = { name: 'Service', bps: 1000 };
    const charged = changedSettings(settings, UpdateCafeRequest.fromPartial({ serviceCharge: charge }));
    expect(charged.serviceCharge).toMatchObject(charge);
    const cleared = changedSettings(charged, UpdateCafeRequest.fromPartial({ clearServiceCharge: true }));
    expect(cleared.serviceCharge).toBeUndefined();
  });

  test('a café trades since no later than before, and never from the future', () => {
    const settings = newSettings(base, now);
    const later = UpdateCafeRequest.fromPartial({ tradingSince: new Date(now.getTime() + 1) });
    expect(() => changedSettings(settings, later)).toThrow('cannot move to a later time');
    const future = CreateCafeRequest.fromPartial({ ...base, tradingSince: new Date('2026-05-02') });
    expect(() => newSettings(future, now)).toThrow('future');
  });

  test('hours that overlap and a cut-over at 24:00 are refused', () => {
    const intervals = [
      { opens: '08:00', closes: '14:00' },
      { opens: '13:00', closes: '18:00' },
    ];
    const overlapping = { openingHours: { weekly: [{ weekday: Weekday.MONDAY, intervals }] } };
    expect(() => newSettings(CreateCafeRequest.fromPartial({ ...base, ...overlapping }), now)).toThrow(
      'overlap',
    );
    const midnight = CreateCafeRequest.fromPartial({ ...base, businessDayCutover: '24:00' });
    expect(() => newSettings(midnight, now)).toThrow('before 24:00');
  });
});
