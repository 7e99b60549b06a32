import { invalidField, refuse } from '@sippy/kit/refusal';
import {
  Address,
  type Cafe,
  OpeningHours,
  RoundingMode,
  TaxLevel,
  TaxSettings,
  TaxTreatment,
} from '@sippy/proto/cafe/v1/cafe';
import type { CreateCafeRequest, UpdateCafeRequest } from '@sippy/proto/cafe/v1/cafe_service';
import { faultOf } from './opening-hours.ts';

/** What can be set about a café, the slug aside. */
export type Settings = Omit<
  Cafe,
  'cafeId' | 'organisationId' | 'version' | 'slug' | 'busyMode' | 'createTime' | 'updateTime' | 'tradingSince'
> & { tradingSince: Date; tax: TaxSettings; address: Address; openingHours: OpeningHours };

/** Cut-over of the business day where none is chosen. */
const DEFAULT_CUTOVER = '04:00';
/** Minutes that an online order waits for its payment where no number is chosen. */
const DEFAULT_LEASE_MINUTES = 15;

/** The settings of a new café; what the request leaves out has its default. Refuses what cannot be. */
export function newSettings(request: CreateCafeRequest, now: Date): Settings {
  return checked({
    name: request.name,
    address: request.address ?? Address.fromPartial({}),
    currencyCode: request.currencyCode,
    timeZone: request.timeZone,
    businessDayCutover: request.businessDayCutover || DEFAULT_CUTOVER,
    tax: taxOf(request.tax),
    cashRoundingMinor: request.cashRoundingMinor,
    serviceCharge: request.serviceCharge,
    openingHours: request.openingHours ?? OpeningHours.fromPartial({}),
    fireWhenPaid: request.fireWhenPaid,
    onlinePaymentLeaseMinutes: request.onlinePaymentLeaseMinutes || DEFAULT_LEASE_MINUTES,
    tradingSince: pastTime(request.tradingSince ?? now, now),
  });
}

/** The settings after a change; what the request leaves out stays. Refuses what cannot be. */
export function changedSettings(current: Settings, request: UpdateCafeRequest): Settings {
  const { tradingSince } = request;
  if (tradingSince && tradingSince > current.tradingSince) {
    throw refuse(
      'FAILED_PRECONDITION',
      'TRADING_SINCE_TOO_LATE',
      'trading_since cannot move to a later time.',
    );
  }
  const serviceCharge = request.clearServiceCharge
    ? undefined
    : (request.serviceCharge ?? current.serviceCharge);
  return checked({
    ...current,
    name: request.name ?? current.name,
    address: request.address ?? current.address,
    timeZone: request.timeZone ?? current.timeZone,
    businessDayCutover: request.businessDayCutover ?? current.businessDayCutover,
    tax: request.tax ? taxOf(request.tax) : current.tax,
    cashRoundingMinor: request.cashRoundingMinor ?? current.cashRoundingMinor,
    serviceCharge,
    openingHours: request.openingHours ?? current.openingHours,
    fireWhenPaid: request.fireWhenPaid ?? current.fireWhenPaid,
    onlinePaymentLeaseMinutes: request.onlinePaymentLeaseMinutes ?? current.onlinePaymentLeaseMinutes,
    tradingSince: tradingSince ?? current.tradingSince,
  });
}

/** Tax settings with nothing left unsaid; prices contain their tax unless it is said otherwise. */
function taxOf(tax: TaxSettings | undefined): TaxSettings {
  const given = tax ?? TaxSettings.fromPartial({});
  const said = <T extends string>(value: T, unsaid: T, fallback: T): T =>
    value === unsaid ? fallback : value;
  const treatment = said(given.treatment, TaxTreatment.UNSPECIFIED, TaxTreatment.INCLUSIVE);
  return {
    treatment,
    level: said(given.level, TaxLevel.UNSPECIFIED, TaxLevel.ORDER),
    roundingMode: said(given.roundingMode, RoundingMode.UNSPECIFIED, RoundingMode.HALF_EVEN),
    rules: given.rules.map((rule) => ({
      ...rule,
      treatment: said(rule.treatment, TaxTreatment.UNSPECIFIED, treatment),
    })),
  };
}

/** How far a client's clock may be ahead, in milliseconds. */
const CLOCK_TOLERANCE_MS = 120_000;

function pastTime(time: Date, now: Date): Date {
  if (time.getTime() > now.getTime() + CLOCK_TOLERANCE_MS) {
    throw invalidField('trading_since', 'must not lie in the future');
  }
  return time > now ? now : time;
}

function checked(settings: Settings): Settings {
  const categories = settings.tax.rules.map((rule) => rule.taxCategory);
  const double = categories.find((category, i) => categories.indexOf(category) !== i);
  if (double !== undefined) {
    throw refuse('INVALID_ARGUMENT', 'TAX_CATEGORY_TWICE', `There are two tax rules for ${double}.`, {
      fields: [{ field: 'tax.rules', description: `${double} is named twice` }],
    });
  }
  if (settings.businessDayCutover === '24:00') {
    throw invalidField('business_day_cutover', 'must be before 24:00');
  }
  checkHours(settings.openingHours);
  return settings;
}

function checkHours(hours: OpeningHours): void {
  const intervals = [...hours.weekly, ...hours.exceptions].flatMap((day) => day.intervals);
  if (intervals.some((interval) => interval.opens === '24:00')) {
    throw invalidField('opening_hours', 'cannot open at 24:00: open at 00:00 on the day after');
  }
  const fault = faultOf(hours);
  if (fault) {
    throw refuse('INVALID_ARGUMENT', 'HOURS_OVERLAP', fault, {
      fields: [{ field: 'opening_hours', description: fault }],
    });
  }
}
