/** Stripe's HTTP API: keys, parameters, idempotency, troubles, errors. */
import { createHash } from 'node:crypto';
import type { Exchange, Reply } from '../http.ts';
import { invalidParam, StripeFailure } from './errors.ts';
import { canonical, list, type Params, parseForm, text } from './form.ts';
import { type Operation, operations } from './operations.ts';
import type { StandIn } from './stand-in.ts';
import { newStripeId, type StoredReply } from './state.ts';

/** How long an unanswered call stays open if the fault does not say. */
const silentMs = 300_000;

interface Answer {
  status: number;
  body: string;
  replayed?: boolean;
}

/** Answers everything under /v1. */
export function openApi(standIn: StandIn): (exchange: Exchange) => Promise<Reply> {
  const underWay = new Set<string>();
  return async (exchange) => {
    try {
      const account = authenticate(exchange);
      const operation = find(exchange);
      const params = parseForm(
        exchange.method === 'POST' ? exchange.body.toString('utf8') : exchange.url.search.slice(1),
      );
      if (account.publishable) requireClientSecret(standIn, operation, params);
      return await troubled(standIn, operation.name, () =>
        once(standIn, underWay, exchange, params, account.id, () =>
          execute(standIn, exchange, operation, params),
        ),
      );
    } catch (error) {
      if (!(error instanceof StripeFailure)) throw error;
      return send(failed(error));
    }
  };
}

function send(answer: Answer): Reply {
  return {
    status: answer.status,
    headers: {
      'content-type': 'application/json',
      'request-id': newStripeId('req'),
      'access-control-allow-origin': '*',
      ...(answer.replayed ? { 'idempotent-replayed': 'true' } : {}),
    },
    body: answer.body,
  };
}

const failed = (error: StripeFailure): Answer => ({
  status: error.status,
  body: JSON.stringify({ error: error.body }),
});

function authenticate(exchange: Exchange): { id: string; publishable: boolean } {
  const header = exchange.headers.authorization ?? '';
  const basic = /^Basic (.+)$/i.exec(header)?.[1];
  const key = basic
    ? Buffer.from(basic, 'base64').toString().split(':')[0]
    : /^Bearer (.+)$/i.exec(header)?.[1];
  const offered = key ?? text(parseForm(exchange.body.toString('utf8')), 'key') ?? '';
  if (/^(sk|rk)_test_\w+$/.test(offered)) return { id: offered, publishable: false };
  if (/^pk_test_\w+$/.test(offered)) return { id: offered, publishable: true };
  throw new StripeFailure(401, {
    type: 'invalid_request_error',
    message:
      offered === ''
        ? 'You did not provide an API key. Send it as: Authorization: Bearer sk_test_…'
        : 'Invalid API Key provided. The stand-in takes test keys (sk_test_…) only.',
  });
}

function find(exchange: Exchange): Operation & { id: string } {
  const path = exchange.url.pathname;
  for (const operation of operations) {
    const match = operation.method === exchange.method ? operation.path.exec(path) : null;
    if (match) return { ...operation, id: match[1] ?? '' };
  }
  throw new StripeFailure(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${exchange.method}: ${path}).`,
  });
}

/** A publishable key reaches one PaymentIntent only: the one whose client secret it brings. */
function requireClientSecret(standIn: StandIn, operation: Operation & { id: string }, params: Params): void {
  const open = ['payment_intents.retrieve', 'payment_intents.confirm', 'payment_methods.create'];
  const intent = standIn.state.intents.get(operation.id);
  const fits =
    operation.name === 'payment_methods.create' ||
    (intent && text(params, 'client_secret') === intent.clientSecret);
  if (!open.includes(operation.name) || !fits)
    throw new StripeFailure(403, {
      type: 'invalid_request_error',
      code: 'secret_key_required',
      message: 'This API call cannot be made with a publishable API key. Please use a secret API key.',
    });
}

function execute(
  standIn: StandIn,
  exchange: Exchange,
  operation: Operation & { id: string },
  params: Params,
): Answer {
  const idempotencyKey = headerOf(exchange, 'idempotency-key');
  const unknown = Object.keys(params).find((name) => !operation.takes.includes(name));
  if (unknown !== undefined)
    throw invalidParam(unknown, `Received unknown parameter: ${unknown}`, 'parameter_unknown');
  try {
    const made = operation.run(standIn, params, operation.id, { idempotencyKey }, list(params, 'expand'));
    return { status: 200, body: JSON.stringify(made) };
  } catch (error) {
    // Declines and refusals by state are outcomes: they are kept under the key. Bad parameters are not.
    if (error instanceof StripeFailure && error.executed) return failed(error);
    throw error;
  }
}

function headerOf(exchange: Exchange, name: string): string | null {
  const value = exchange.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

async function once(
  standIn: StandIn,
  underWay: Set<string>,
  exchange: Exchange,
  params: Params,
  account: string,
  run: () => Answer,
): Promise<Answer> {
  const key = exchange.method === 'POST' ? headerOf(exchange, 'idempotency-key') : null;
  const slow = standIn.faults.take('slow', find(exchange).name);
  const wait = () => new Promise((resolve) => setTimeout(resolve, slow?.delayMs ?? 0));
  if (key === null) {
    if (slow) await wait();
    return run();
  }
  if (key.length > 255)
    throw new StripeFailure(400, {
      type: 'invalid_request_error',
      message: 'Idempotency keys are at most 255 characters long.',
    });
  const id = `${account} ${key}`;
  const request = createHash('sha256')
    .update(`${exchange.url.pathname}\n${canonical(params)}`)
    .digest('base64');
  if (underWay.has(id))
    throw new StripeFailure(409, {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key: ${key}. Please try again later.`,
    });
  const before = standIn.state.replies.get(id);
  if (before) return replay(before, request, key);
  underWay.add(id);
  try {
    if (slow) await wait();
    const answer = run();
    standIn.state.replies.put({ id, createdMs: Date.now(), request, ...answer });
    return answer;
  } finally {
    underWay.delete(id);
  }
}

function replay(before: StoredReply, request: string, key: string): Answer {
  if (before.request !== request)
    throw new StripeFailure(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    });
  return { status: before.status, body: before.body, replayed: true };
}

const serverError: Answer = {
  status: 500,
  body: JSON.stringify({
    error: { type: 'api_error', message: 'An error occurred on the stand-in, on purpose.' },
  }),
};

/** Runs the call with the troubles that are switched on for it. */
async function troubled(standIn: StandIn, name: string, run: () => Promise<Answer>): Promise<Reply> {
  const take = (kind: Parameters<StandIn['faults']['take']>[0]) => standIn.faults.take(kind, name);
  const lost = take('timeout_before');
  if (lost) return { drop: lost.delayMs || silentMs };
  if (take('server_error')) return send(serverError);
  if (take('rate_limit'))
    throw new StripeFailure(429, {
      type: 'rate_limit_error',
      code: 'rate_limit',
      message: 'Too many requests made too quickly.',
    });
  const answer = await run();
  const silent = take('timeout_after_success');
  if (silent) return { drop: silent.delayMs || silentMs };
  return send(take('server_error_after_success') ? serverError : answer);
}
