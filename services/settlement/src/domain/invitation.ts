import { addDays } from '@sippy/kit/time';

/** For how long an invitation can be used. */
export const INVITATION_MS = 7 * 86_400_000;

/** The last day on which a stay may begin: a year from today. */
export function lastJoinDay(today: string): string {
  return addDays(today, 366);
}
