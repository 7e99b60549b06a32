import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import {
  type DeadLetterState,
  dropDeadLetter,
  listDeadLetters,
  retryDeadLetter,
} from '../events/dead-letter.ts';
import { isUuid } from '../ids.ts';
import type { HostedService } from './hosted-service.ts';

/** An answer of the operations server. */
export interface OpsAnswer {
  status: number;
  body: object;
}

const states: readonly DeadLetterState[] = ['DEAD', 'FAILING', 'DROPPED'];
const maxListed = 200;
const maxName = 100;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * Lets an operator look after events that a consumer of this host could not apply:
 * `GET /dead-letters`, `POST /dead-letters/retry` and `POST /dead-letters/drop` with `service`, `consumer`, `event_id`
 * (and `reason`) in the query. Changes are taken from this machine only and need the header `x-sippy-operator`, which no
 * page of a browser can send here; who made one is logged, and kept with what was dropped.
 */
export async function answerDeadLetters(
  request: IncomingMessage,
  services: readonly HostedService[],
): Promise<OpsAnswer | undefined> {
  const url = new URL(request.url ?? '/', 'http://ops');
  if (url.pathname === '/dead-letters' && request.method === 'GET') return list(services);
  const action = /^\/dead-letters\/(retry|drop)$/.exec(url.pathname)?.[1];
  if (action === undefined) return undefined;
  const operator = String(request.headers['x-sippy-operator'] ?? '').trim();
  if (request.method !== 'POST' || operator === '' || operator.length > maxName)
    return { status: 403, body: { error: 'send a POST with the header x-sippy-operator: who you are' } };
  if (!isLoopback(request.socket.remoteAddress))
    return { status: 403, body: { error: 'changes are only taken from the machine that the host runs on' } };
  return change(action, operator, url.searchParams, services);
}

function isLoopback(address: string | undefined): boolean {
  const version = isIP(address ?? '');
  return version !== 0 && loopback.check(address ?? '', version === 4 ? 'ipv4' : 'ipv6');
}

const nothing: OpsAnswer = { status: 404, body: { error: 'no such dead letter' } };

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
  operator: string,
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
    if (!(await dropDeadLetter(service.db, consumer.name, eventId, { reason, operator }))) return nothing;
    service.log.warn({ consumer: consumer.name, eventId, operator, reason }, 'dead letter dropped');
    return { status: 200, body: { dropped: 1 } };
  }
  try {
    if (!(await retryDeadLetter(service.db, consumer, eventId))) return nothing;
    service.log.warn({ consumer: consumer.name, eventId, operator }, 'dead letter applied');
    return { status: 200, body: { applied: 1 } };
  } catch (error) {
    return {
      status: 409,
      body: { error: `it failed again: ${error instanceof Error ? error.message : String(error)}` },
    };
  }
}
