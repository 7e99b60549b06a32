import { json } from '@sippy/kit/db';
import { Cafe } from '@sippy/proto/cafe/v1/cafe';
import type { cafe as CafeRow } from '../../gen/prisma/client.ts';
import type { Settings } from '../domain/settings.ts';

/** A café as its row has it. `domain/settings.ts` relies on the messages that are always there. */
export type StoredCafe = Cafe & Settings;

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

/** A row as the message. */
export function cafeOf(row: CafeRow): StoredCafe {
  return Cafe.fromPartial({
    cafeId: row.cafe_id,
    organisationId: row.organisation_id,
    version: row.version,
    name: row.name,
    slug: row.slug,
    address: row.address as object,
    currencyCode: row.currency_code,
    timeZone: row.time_zone,
    businessDayCutover: row.business_day_cutover,
    tax: row.tax as object,
    cashRoundingMinor: row.cash_rounding_minor,
    ...(row.service_charge ? { serviceCharge: row.service_charge as object } : {}),
    openingHours: row.opening_hours as object,
    busyMode: {
      isOn: row.busy_is_on,
      extraMinutes: row.busy_extra_minutes,
      endTime: row.busy_end_time ?? undefined,
    },
    fireWhenPaid: row.fire_when_paid,
    onlinePaymentLeaseMinutes: row.online_payment_lease_minutes,
    tradingSince: row.trading_since,
    createTime: row.create_time,
    updateTime: row.update_time,
  }) as StoredCafe;
}
