/** Switches of the stand-in, for tests and for people: `/_sandbox/…` in JSON and a page. */
import { type Exchange, json, type Reply, type Route, seeOther } from '../http.ts';
import { html, page } from '../page.ts';
import { testCards } from './cards.ts';
import { finishAuthentication } from './confirmation.ts';
import { type FaultKind, faultKinds, readFault } from './faults.ts';
import { parseForm } from './form.ts';
import { show } from './payment-intents.ts';
import type { StandIn } from './stand-in.ts';
import { amountText } from './three-d-secure.ts';

/** Routes of the switches. */
export function controlRoutes(standIn: StandIn): Route[] {
  const faultList = () => json({ faults: standIn.faults.list() });
  return [
    { method: 'GET', path: /^\/_sandbox\/faults$/, answer: faultList },
    {
      method: 'POST',
      path: /^\/_sandbox\/faults$/,
      answer(exchange) {
        const form = isForm(exchange);
        try {
          standIn.faults.add(readFault(bodyOf(exchange)));
        } catch (error) {
          return json({ error: error instanceof Error ? error.message : String(error) }, 400);
        }
        return form ? seeOther('/stripe') : faultList();
      },
    },
    {
      method: 'POST',
      path: /^\/_sandbox\/faults\/clear$/,
      answer(exchange) {
        standIn.faults.clear();
        return isForm(exchange) ? seeOther('/stripe') : faultList();
      },
    },
    {
      method: 'DELETE',
      path: /^\/_sandbox\/faults$/,
      answer({ url }) {
        standIn.faults.clear((url.searchParams.get('kind') as FaultKind | null) ?? undefined);
        return faultList();
      },
    },
    {
      method: 'GET',
      path: /^\/_sandbox\/webhook$/,
      answer: () =>
        json({ url: standIn.webhooks.target?.url ?? null, types: standIn.webhooks.target?.types ?? [] }),
    },
    {
      method: 'PUT',
      path: /^\/_sandbox\/webhook$/,
      answer(exchange) {
        const { url, secret, types } = bodyOf(exchange);
        if (typeof url !== 'string' || !URL.canParse(url) || typeof secret !== 'string')
          return json({ error: 'url and secret are needed' }, 400);
        standIn.webhooks.target = { url, secret, types: Array.isArray(types) ? types.map(String) : [] };
        return json({ url });
      },
    },
    {
      method: 'GET',
      path: /^\/_sandbox\/events$/,
      answer: () => json({ events: [...standIn.state.events.all()].reverse().slice(0, 200) }),
    },
    {
      method: 'POST',
      path: /^\/_sandbox\/events\/(?<id>\w+)\/resend$/,
      answer: ({ params }) =>
        standIn.webhooks.resend(params.id ?? '')
          ? json({ sent: params.id })
          : json({ error: 'no such event' }, 404),
    },
    {
      method: 'POST',
      path: /^\/_sandbox\/payment_intents\/(?<id>\w+)\/(?<outcome>authenticate|fail_authentication)$/,
      answer({ params }) {
        if (!standIn.state.intents.get(params.id ?? ''))
          return json({ error: 'no such payment_intent' }, 404);
        return json(
          show(standIn, finishAuthentication(standIn, params.id ?? '', params.outcome === 'authenticate')),
        );
      },
    },
    { method: 'GET', path: /^\/stripe$/, answer: () => overview(standIn) },
  ];
}

const isForm = ({ headers }: Exchange) =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;

function bodyOf(exchange: Exchange): Record<string, unknown> {
  const body = exchange.body.toString('utf8');
  if (isForm(exchange)) return parseForm(body);
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function overview(standIn: StandIn): Reply {
  const intents = [...standIn.state.intents.all()].slice(-25).reverse();
  const events = [...standIn.state.events.all()].slice(-15).reverse();
  const faults = standIn.faults.list();
  const target = standIn.webhooks.target?.url ?? 'nowhere';
  return page(
    'Stripe stand-in',
    html`<h2>Troubles</h2>
${faults.length === 0 ? html`<p>None is switched on.</p>` : html`<ul>${faults.map((f) => html`<li>${f.kind} ${f.only} ${f.detail} (${f.times < 0 ? 'until switched off' : `${f.times} more`})</li>`)}</ul>`}
<form method="post" action="/_sandbox/faults">
<label for="kind">Trouble</label><select id="kind" name="kind">${faultKinds.map((k) => html`<option>${k}</option>`)}</select>
<label for="times">Times</label><input id="times" name="times" type="number" min="-1" value="1" size="4">
<label for="detail">Detail</label><input id="detail" name="detail" placeholder="insufficient_funds" size="18">
<button>Switch on</button>
</form>
<form method="post" action="/_sandbox/faults/clear"><button>Switch all off</button></form>
<h2>Last payments</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">PaymentIntent</th><th scope="col">Amount</th><th scope="col">Status</th><th scope="col">Made</th></tr></thead>
<tbody>${intents.map(
      (i) =>
        html`<tr><td>${i.id}</td><td>${amountText(i.amount, i.currency)}</td><td>${i.status}</td><td>${iso(i.created)}</td></tr>`,
    )}</tbody></table></div>
<h2>Last webhooks</h2>
<p>They go to ${target}.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Event</th><th scope="col">Tries</th><th scope="col">Last answer</th><th scope="col">Made</th></tr></thead>
<tbody>${events.map(
      (e) =>
        html`<tr><td>${e.type}</td><td>${e.attempts}</td><td>${e.lastAnswer}</td><td>${iso(e.created)}</td></tr>`,
    )}</tbody></table></div>
<h2>Test cards</h2>
<p>${testCards.join(', ')}</p>`,
  );
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
