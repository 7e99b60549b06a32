/** The page of the customer's bank on which a 3-D Secure payment is completed or failed. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Route, seeOther } from '../http.ts';
import { html, page } from '../page.ts';
import { finishAuthentication } from './confirmation.ts';
import { parseForm, text } from './form.ts';
import type { StandIn } from './stand-in.ts';
import type { Intent } from './state.ts';

/** Routes of the page; only who has the payment's client secret reaches it. */
export function threeDSecureRoutes(standIn: StandIn): Route[] {
  const intentFor = (id: string, secret: string | undefined | null): Intent | undefined => {
    const intent = standIn.state.intents.get(id);
    return intent && same(intent.clientSecret, secret ?? '') ? intent : undefined;
  };
  return [
    {
      method: 'GET',
      path: /^\/3ds\/(?<id>\w+)$/,
      answer({ url, params }) {
        const intent = intentFor(params.id ?? '', url.searchParams.get('secret'));
        return intent ? ask(intent) : missing();
      },
    },
    {
      method: 'POST',
      path: /^\/3ds\/(?<id>\w+)$/,
      answer({ body, params }) {
        const form = parseForm(body.toString('utf8'));
        const intent = intentFor(params.id ?? '', text(form, 'secret'));
        if (!intent) return missing();
        const returnUrl = intent.nextAction?.kind === 'redirect' ? intent.nextAction.returnUrl : undefined;
        const after = finishAuthentication(standIn, intent.id, text(form, 'outcome') === 'complete');
        if (returnUrl === undefined) return done(after);
        const back = URL.parse(returnUrl);
        if (!back) return done(after);
        back.searchParams.set('payment_intent', after.id);
        back.searchParams.set('payment_intent_client_secret', after.clientSecret);
        back.searchParams.set(
          'redirect_status',
          after.status === 'requires_payment_method' ? 'failed' : 'succeeded',
        );
        return seeOther(back.href);
      },
    },
  ];
}

function same(a: string, b: string): boolean {
  const digest = (value: string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const missing = () =>
  page('No such payment', html`<p>This address does not lead to a payment.</p>`, { status: 404 });

/** An amount as people write it, such as 4.75 EUR. */
export function amountText(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function ask(intent: Intent) {
  if (intent.status !== 'requires_action') return done(intent);
  return page(
    '3-D Secure test page',
    html`<p>A shop asks for <strong>${amountText(intent.amount, intent.currency)}</strong>. Here your bank would ask whether it is you.</p>
<form method="post" action="/3ds/${intent.id}">
<input type="hidden" name="secret" value="${intent.clientSecret}">
<button name="outcome" value="complete">Approve</button>
<button name="outcome" value="fail">Refuse</button>
</form>
<p class="soft">No money moves: this is a stand-in for Stripe.</p>`,
  );
}

function done(intent: Intent) {
  return page(
    'Authentication is done',
    html`<p role="status">The payment is now <strong>${intent.status}</strong>. You can close this page.</p>`,
  );
}
