import type { IncomingMessage } from 'node:http';
import { type DeadLetterState, dropDeadLetter, listDeadLetters, retryDeadLetter } from './dead-letter.ts';
import type { HostedService } from './hosted-service.ts';
import { isUuid } from './ids.ts';

/** An answer of the operations server. */
export interface OpsAnswer {
  status: number;
  body: object;
}

const states: readonly DeadLetterState[] = ['DEAD', 'FAILING', 'DROPPED'];
const maxListed = 200;

/**
 * Lets an operator look after events that a consumer of this host could not apply:
 * `GET /dead-letters`, `POST /dead-letters/retry` and `POST /dead-letters/drop` with `service`, `consumer`, `event_id`
 * (and `reason`) in the query. Changes need the header `x-sippy-operator`, which no page of a browser can send here.
 */
export async function answerDeadLetters(
  request: IncomingMessage,
  services: readonly HostedService[],
): Promise<OpsAnswer | undefined> {
  const url = new URL(request.url ?? '/', 'http://ops');
  if (url.pathname === '/dead-letters' && request.method === 'GET') return list(services);
  const action = /^\/dead-letters\/(retry|drop)$/.exec(url.pathname)?.[1];
  if (action === undefined) return undefined;
  if (request.method !== 'POST' || request.headers['x-sippy-operator'] === undefined)
    return { status: 403, body: { error: 'send a POST with the header x-sippy-operator: who you are' } };
  return change(action, url.searchParams, services);
}

async function list(services: readonly HostedService[]): Promise<OpsAnswer> {
  const letters = await Promise.all(
    services.map(async ({ name, db }) =>
      (await listDeadLetters(db, { states: states.slice(0, 2), limit: maxListed })).map((letter) => ({
        service: name,
        consumer: letter.consumer,
        stream: letter.stream,
        event_id: letter.event.eventId,
        type: letter.event.type,
        cafe_id: letter.event.cafeId,
        state: letter.state,
        attempts: letter.attempts,
        error: letter.error,
        first_time: letter.firstTime,
        last_time: letter.lastTime,
      })),
    ),
  );
  return { status: 200, body: { dead_letters: letters.flat() } };
}

async function change(
  action: string,
  query: URLSearchParams,
  services: readonly HostedService[],
): Promise<OpsAnswer> {
  const [serviceName, consumerName, eventId] = ['service', 'consumer', 'event_id'].map(
    (name) => query.get(name) ?? '',
  );
  const service = services.find(({ name }) => name === serviceName);
  const consumer = service?.running.consumers?.find(({ name }) => name === consumerName);
  if (!service || !consumer)
    return { status: 404, body: { error: `no consumer ${consumerName} of ${serviceName} here` } };
  if (eventId === undefined || !isUuid(eventId))
    return { status: 400, body: { error: 'event_id: must be a UUID' } };
  if (action === 'drop') {
    const reason = query.get('reason') ?? '';
    if (reason === '') return { status: 400, body: { error: 'reason: must be set' } };
    const dropped = await dropDeadLetter(service.db, consumerName ?? '', eventId, reason);
    return dropped
      ? { status: 200, body: { dropped: 1 } }
      : { status: 404, body: { error: 'no such dead letter' } };
  }
  try {
    const applied = await retryDeadLetter(service.db, consumer, eventId);
    return applied
      ? { status: 200, body: { applied: 1 } }
      : { status: 404, body: { error: 'no such dead letter' } };
  } catch (error) {
    return {
      status: 409,
      body: { error: `it failed again: ${error instanceof Error ? error.message : String(error)}` },
    };
  }
}
