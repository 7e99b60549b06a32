import { json } from '@sippy/kit/db';
import type { Settings } from '../domain/settings.ts';

/** The columns that hold settings. */
export const SETTINGS = `name, address, currency_code, time_zone, business_day_cutover, tax, cash_rounding_minor, service_charge,
  opening_hours, fire_when_paid, online_payment_lease_minutes, trading_since`;

/** The values of the columns that hold settings, in the order of `SETTINGS`. */
export function settingsParams(settings: Settings): unknown[] {
  return [
    settings.name,
    json(settings.address),
    settings.currencyCode,
    settings.timeZone,
    settings.businessDayCutover,
    json(settings.tax),
    settings.cashRoundingMinor,
    settings.serviceCharge ? json(settings.serviceCharge) : null,
    json(settings.openingHours),
    settings.fireWhenPaid,
    settings.onlinePaymentLeaseMinutes,
    settings.tradingSince,
  ];
}
