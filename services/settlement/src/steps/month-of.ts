import { invalidField } from '@sippy/kit/refusal';
import { isMonth } from '../domain/month.ts';

/** A month of a request. Refuses texts that are none. */
export function monthOfRequest(month: string): string {
  if (!isMonth(month)) throw invalidField('month', 'must be YYYY-MM, such as 2026-04');
  return month;
}
