import type { Call } from '@sippy/kit/call';

/** The id under which whoever calls is a customer, whether they have a profile or not. */
export function ownId({ principal }: Call): string {
  return principal.customerId ?? principal.id;
}
