import { Cafe, Organisation } from '@sippy/proto/cafe/v1/cafe';
import type { cafe as CafeRow, organisation as OrganisationRow } from '../../gen/prisma/client.ts';
import type { Settings } from '../domain/settings.ts';

/** A café as its row has it. `domain/settings.ts` relies on the messages that are always there. */
export type StoredCafe = Cafe & Settings;

/** A café as answers and events show it, from its row. */
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

/** An organisation as answers show it, from its row. */
export function organisationOf(row: OrganisationRow): Organisation {
  return Organisation.fromPartial({
    organisationId: row.organisation_id,
    name: row.name,
    homeRegion: row.home_region,
    version: row.version,
    createTime: row.create_time,
  });
}
