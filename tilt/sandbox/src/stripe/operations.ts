/** The part of Stripe's API that the stand-in answers. */
import { testCard } from './cards.ts';
import { confirm } from './confirmation.ts';
import { invalidParam, noSuch } from './errors.ts';
import { type Params, text } from './form.ts';
import { cancel, capture, create, intentOf, show } from './payment-intents.ts';
import { createRefund } from './refunds.ts';
import { renderCharge, renderList, renderMethod, renderRefund } from './render.ts';
import type { ApiCall, StandIn } from './stand-in.ts';
import { type Intent, newStripeId, nowSeconds } from './state.ts';
import { renderEvent } from './webhooks.ts';

/** One endpoint; the first group of `path` is the object's id. */
export interface Operation {
  /** Stripe's resource and verb, by which faults name it. */
  name: string;
  method: 'GET' | 'POST';
  path: RegExp;
  /** Parameters it takes; another one is an error, as at Stripe. */
  takes: readonly string[];
  run(standIn: StandIn, params: Params, id: string, call: ApiCall, expand: readonly string[]): unknown;
}

const confirmParams = [
  'payment_method',
  'return_url',
  'error_on_requires_action',
  'off_session',
  'use_stripe_sdk',
  'expand',
];
const listParams = ['limit', 'starting_after', 'ending_before', 'created', 'expand'];

/** All endpoints; the first that fits answers. */
export const operations: readonly Operation[] = [
  {
    name: 'payment_intents.create',
    method: 'POST',
    path: /^\/v1\/payment_intents$/,
    takes: [
      ...confirmParams,
      'amount',
      'currency',
      'allowed_payment_method_types',
      'automatic_payment_methods',
      'capture_method',
      'confirm',
      'description',
      'metadata',
      'receipt_email',
      'statement_descriptor_suffix',
    ],
    run(s, params, _id, call, expand) {
      const intent = create(s, params, call);
      return show(
        s,
        text(params, 'confirm') === 'true' ? confirm(s, intent.id, params, call) : intent,
        expand,
      );
    },
  },
  {
    name: 'payment_intents.search',
    method: 'GET',
    path: /^\/v1\/payment_intents\/search$/,
    takes: ['query', 'limit', 'page', 'expand'],
    run: (s, params) => search(s, params),
  },
  {
    name: 'payment_intents.list',
    method: 'GET',
    path: /^\/v1\/payment_intents$/,
    takes: [...listParams, 'customer'],
    run(s, params, _id, _call, expand) {
      const inner = expand.filter((e) => e.startsWith('data.')).map((e) => e.slice(5));
      return listOf('/v1/payment_intents', s.state.intents.all(), params, (i) => show(s, i, inner));
    },
  },
  {
    name: 'payment_intents.retrieve',
    method: 'GET',
    path: /^\/v1\/payment_intents\/(\w+)$/,
    takes: ['client_secret', 'expand'],
    run: (s, _params, id, _call, expand) => show(s, intentOf(s, id), expand),
  },
  {
    name: 'payment_intents.confirm',
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/confirm$/,
    takes: [...confirmParams, 'client_secret', 'key'],
    run: (s, params, id, call, expand) => show(s, confirm(s, id, params, call), expand),
  },
  {
    name: 'payment_intents.capture',
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/capture$/,
    takes: ['amount_to_capture', 'final_capture', 'metadata', 'expand'],
    run: (s, params, id, call, expand) => show(s, capture(s, id, params, call), expand),
  },
  {
    name: 'payment_intents.cancel',
    method: 'POST',
    path: /^\/v1\/payment_intents\/(\w+)\/cancel$/,
    takes: ['cancellation_reason', 'expand'],
    run: (s, params, id, call, expand) => show(s, cancel(s, id, params, call), expand),
  },
  {
    name: 'refunds.create',
    method: 'POST',
    path: /^\/v1\/refunds$/,
    takes: ['amount', 'charge', 'payment_intent', 'reason', 'metadata', 'expand'],
    run: (s, params, _id, call) => renderRefund(createRefund(s, params, call)),
  },
  {
    name: 'refunds.retrieve',
    method: 'GET',
    path: /^\/v1\/refunds\/(\w+)$/,
    takes: ['expand'],
    run: (s, _params, id) => renderRefund(found(s.state.refunds.get(id), 'refund', id)),
  },
  {
    name: 'refunds.list',
    method: 'GET',
    path: /^\/v1\/refunds$/,
    takes: [...listParams, 'charge', 'payment_intent'],
    run(s, params) {
      const of = text(params, 'payment_intent');
      const all = [...s.state.refunds.all()].filter((r) => of === undefined || r.intent === of);
      return listOf('/v1/refunds', all, params, renderRefund);
    },
  },
  {
    name: 'charges.retrieve',
    method: 'GET',
    path: /^\/v1\/charges\/(\w+)$/,
    takes: ['expand'],
    run: (s, _params, id) => renderCharge(s.state, found(s.state.charges.get(id), 'charge', id)),
  },
  {
    name: 'payment_methods.create',
    method: 'POST',
    path: /^\/v1\/payment_methods$/,
    takes: ['type', 'card', 'billing_details', 'metadata', 'key', 'expand'],
    run: (s, params) => renderMethod(createMethod(s, params)),
  },
  {
    name: 'payment_methods.retrieve',
    method: 'GET',
    path: /^\/v1\/payment_methods\/(\w+)$/,
    takes: ['expand'],
    run: (s, _params, id) => renderMethod(found(s.state.methods.get(id), 'PaymentMethod', id)),
  },
  {
    name: 'events.retrieve',
    method: 'GET',
    path: /^\/v1\/events\/(\w+)$/,
    takes: ['expand'],
    run: (s, _params, id) => renderEvent(found(s.state.events.get(id), 'event', id)),
  },
  {
    name: 'events.list',
    method: 'GET',
    path: /^\/v1\/events$/,
    takes: listParams,
    run: (s, params) => listOf('/v1/events', s.state.events.all(), params, renderEvent),
  },
];

function found<T>(record: T | undefined, kind: string, id: string): T {
  if (record === undefined) throw noSuch(kind, id, 'id');
  return record;
}

function createMethod(standIn: StandIn, params: Params) {
  const card = params.card;
  const token = typeof card === 'object' ? text(card, 'token') : undefined;
  if (token === undefined || !token.startsWith('tok_') || !testCard(token))
    throw invalidParam(
      'card',
      'The stand-in takes test tokens such as card[token]=tok_visa, and never card numbers.',
    );
  const method = { id: newStripeId('pm'), created: nowSeconds(), card: `pm_card_${token.slice(4)}` };
  standIn.state.methods.put(method);
  return method;
}

/** A page of a list, newest first, with Stripe's cursors and bounds on `created`. */
function listOf<T extends { id: string; created: number }>(
  url: string,
  all: Iterable<T>,
  params: Params,
  render: (record: T) => unknown,
) {
  const limit = Number(text(params, 'limit') ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalidParam('limit', 'This value must be between 1 and 100.', 'parameter_invalid_integer');
  const created = typeof params.created === 'object' ? params.created : {};
  const bound = (name: string, otherwise: number) => Number(text(created, name) ?? otherwise);
  const after = text(params, 'starting_after');
  const rows = [...all]
    .filter((r) => r.created >= bound('gte', 0) && r.created <= bound('lte', Number.MAX_SAFE_INTEGER))
    .filter((r) => r.created > bound('gt', -1) && r.created < bound('lt', Number.MAX_SAFE_INTEGER))
    .reverse();
  const start = after === undefined ? 0 : rows.findIndex((r) => r.id === after) + 1;
  return renderList(url, rows.slice(start, start + limit).map(render), rows.length > start + limit);
}

/** Search by metadata, the one query that is answered: metadata['name']:'value'. */
function search(standIn: StandIn, params: Params) {
  const match = /^metadata\[['"]([\w-]+)['"]\]:['"]([^'"]*)['"]$/.exec(text(params, 'query') ?? '');
  if (!match)
    throw invalidParam('query', "The stand-in answers queries of the form metadata['name']:'value' only.");
  const [, name = '', value = ''] = match;
  const fits = (intent: Intent) => intent.metadata[name] === value;
  const data = [...standIn.state.intents.all()].filter(fits).map((intent) => show(standIn, intent));
  return {
    object: 'search_result',
    url: '/v1/payment_intents/search',
    has_more: false,
    next_page: null,
    data,
  };
}
