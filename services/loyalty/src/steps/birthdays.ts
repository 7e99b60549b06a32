import { localTime } from '@sippy/kit/time';
import type { LoyaltyContext } from '../context.ts';
import { hasBirthdayBonus } from '../domain/birthday.ts';
import type { PaidEarning, Place } from '../domain/earning.ts';
import { asksForBirthday } from '../domain/points-due.ts';
import type { Purse } from '../domain/purse.ts';
import type { Cause } from './post-earnings.ts';

/** The members' birthdays, by customer. */
export type Birthdays = ReadonlyMap<string, string>;

type Order = { earning: PaidEarning; place: Place };

/**
 * The birthdays of the members of orders that are to earn for the first time, where the rules ask for them; else nobody is asked.
 * While the customer service is away, such orders wait.
 */
export async function birthdaysOf(
  { customers }: LoyaltyContext,
  orders: readonly Order[],
  { call }: Cause,
): Promise<Birthdays> {
  const asked = orders.filter(({ earning, place }) => earning.setId === null && asksForBirthday(place.rules));
  const ids = new Set(asked.map(({ earning }) => earning.customerId));
  return customers.birthdaysOf([...ids], call ?? { deadlineMs: 2_000 });
}

/** Whether an order has the bonus of the member's birthday: it keeps what it had. */
export function isBirthday({ earning, place }: Order, purse: Purse, birthdays: Birthdays): boolean {
  if (earning.isBirthday || earning.setId !== null) return earning.isBirthday;
  const { date } = localTime(earning.paymentTime, place.zone);
  return hasBirthdayBonus(date, birthdays.get(earning.customerId), purse.birthdayYear);
}
