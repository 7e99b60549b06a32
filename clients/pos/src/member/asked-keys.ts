/** What somebody at the counter names to be found. Pure. */
import type { LookUpCustomerRequest } from '@sippy/proto/web/customer/v1/customer_service';

/** By what a customer is looked up. */
export type AskedKey = NonNullable<LookUpCustomerRequest['key']>;

/** What a text that was typed or scanned can be, the likeliest first: nothing where it is empty. */
export function askedKeys(text: string): AskedKey[] {
  const value = text.trim();
  const plain = value.replace(/[\s().-]/g, '');
  if (plain === '') return [];
  if (/^SIPPY:/i.test(value)) return [{ $case: 'scan', value: value.toUpperCase() }];
  if (value.includes('@')) return [{ $case: 'email', value }];
  if (plain.startsWith('+')) return [{ $case: 'phone', value: plain }];
  const others: AskedKey[] = /^00\d{7,}$/.test(plain)
    ? [{ $case: 'phone', value: `+${plain.slice(2)}` }]
    : [{ $case: 'cardNumber', value }];
  return /^\d{9}$/.test(plain) ? [{ $case: 'membershipNumber', value: plain }, ...others] : others;
}
