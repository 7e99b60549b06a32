/** What several RPCs read from their requests in the same way. */
import { currencyMismatch, invalidField } from '@sippy/kit/refusal';
import type { RefundPaymentRequest } from '@sippy/proto/payment/v1/payment_service';
import type { Money } from '@sippy/proto/type/v1/money';

/** The minor units of an amount in the request, in the order's currency and at least `least`. */
export function minorOf(
  field: string,
  money: Money | undefined,
  currency: string,
  least: bigint,
): bigint | undefined {
  if (!money) return undefined;
  if (money.currencyCode !== currency) throw currencyMismatch(field, currency, money.currencyCode);
  if (money.minor < least) throw invalidField(field, `must be at least ${least} minor units`);
  return money.minor;
}

/** Refuses lines beside an amount, and the same line twice. */
export function assertRefundLines({ amount, lines }: RefundPaymentRequest): void {
  if (lines.length > 0 && amount) throw invalidField('lines', 'cannot be given beside an amount');
  const twice = lines.findIndex((line, i) => lines.findIndex((l) => l.lineId === line.lineId) < i);
  if (twice >= 0) throw invalidField(`lines[${twice}].line_id`, 'is there before');
}

/** Refuses what is no address that a customer can be sent back to: a page, or an app by its own scheme. */
export function assertReturnUrl(text: string): void {
  if (text === '') return;
  const url = URL.parse(text);
  if (!url || /^(javascript|data|vbscript|blob|file|about):$/.test(url.protocol))
    throw invalidField('return_url', 'must be an address of a page or an app');
}

/** Refuses what cannot be Stripe's id of a payment method; a card number never is. */
export function assertMethodId(text: string): void {
  if (!/^(pm|card|src)_\w+$/.test(text))
    throw invalidField('payment_method_id', "must be Stripe's id of a payment method, such as pm_card_visa");
}
