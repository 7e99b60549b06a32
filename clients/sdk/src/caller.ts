import { v7 as newId } from 'uuid';
import { cancelled, SippyError } from './error.ts';
import type { CallOptions, Method, ServiceClient, ServiceShape } from './method.ts';
import { retryDelayMs, sleep } from './retry.ts';
import type { Attempt, Transport } from './transport.ts';

const defaultTimeoutMs = 10_000;
const defaultAttemptTimeoutMs = 5_000;

/** Where calls get their access token from. */
export interface TokenSource {
  /** The access token to send now, or undefined for a guest. */
  accessToken(): Promise<string | undefined>;
  /** Called when the gateway refused a token; says whether another one is at hand. */
  renew(refused: string): Promise<boolean>;
}

/** Makes the typed client of a service over a transport. */
export function serviceClient<D extends ServiceShape>(
  definition: D,
  transport: Transport,
  tokens: TokenSource,
): ServiceClient<D> {
  const client: Record<string, unknown> = {};
  for (const [name, method] of Object.entries(definition.methods)) {
    const call = prepare(definition, method);
    client[name] = method.responseStream
      ? (request: unknown, options?: CallOptions) => streamOnce(transport, tokens, call(request, options))
      : (request: unknown, options?: CallOptions) => unary(transport, tokens, call(request, options));
  }
  return client as ServiceClient<D>;
}

interface PreparedCall {
  attempt: Omit<Attempt, 'deadline'>;
  deadline: number;
  attemptTimeoutMs: number;
  repeatable: boolean;
}

/** Fills in what the caller left out: the request_id of a mutation stays the same over all tries. */
function prepare(definition: ServiceShape, method: Method) {
  return (partial: unknown, options: CallOptions = {}): PreparedCall => {
    const request = method.requestType.fromPartial(partial) as { requestId?: string };
    if (request.requestId === '') request.requestId = newId();
    return {
      attempt: {
        path: `/${definition.fullName}/${method.name}`,
        method,
        request,
        metadata: { 'x-correlation-id': options.correlationId ?? newId() },
        signal: options.signal,
      },
      deadline: Date.now() + (options.timeoutMs ?? defaultTimeoutMs),
      attemptTimeoutMs: options.attemptTimeoutMs ?? defaultAttemptTimeoutMs,
      repeatable: 'idempotencyLevel' in method.options,
    };
  };
}

async function unary(transport: Transport, tokens: TokenSource, call: PreparedCall): Promise<unknown> {
  let renewed = false;
  let lastFailure: unknown;
  for (let attempt = 1; ; attempt++) {
    const token = await tokens.accessToken();
    const deadline = call.repeatable
      ? Math.min(call.deadline, Date.now() + call.attemptTimeoutMs)
      : call.deadline;
    try {
      return await transport.unary({ ...withToken(call.attempt, token), deadline });
    } catch (error) {
      // A try that the caller's deadline cuts short says less than the one before, which ended by itself.
      if (lastFailure !== undefined && deadline === call.deadline && isTooLate(error)) throw lastFailure;
      if (token !== undefined && !renewed && isTokenRefused(error) && (await tokens.renew(token))) {
        renewed = true;
        continue;
      }
      const delayMs = call.repeatable ? retryDelayMs(error, attempt) : undefined;
      if (delayMs === undefined || Date.now() + delayMs >= call.deadline) throw error;
      lastFailure = error;
      await sleep(delayMs, call.attempt.signal).catch(() => {
        throw cancelled();
      });
    }
  }
}

async function* streamOnce(
  transport: Transport,
  tokens: TokenSource,
  call: PreparedCall,
): AsyncGenerator<unknown> {
  const token = await tokens.accessToken();
  let started = false;
  try {
    for await (const message of transport.stream({ ...withToken(call.attempt, token), deadline: Infinity })) {
      started = true;
      yield message;
    }
  } catch (error) {
    if (started || token === undefined || !isTokenRefused(error) || !(await tokens.renew(token))) throw error;
    const next = withToken(call.attempt, await tokens.accessToken());
    yield* transport.stream({ ...next, deadline: Infinity });
  }
}

function withToken(attempt: Omit<Attempt, 'deadline'>, token: string | undefined): Omit<Attempt, 'deadline'> {
  if (token === undefined) return attempt;
  return { ...attempt, metadata: { ...attempt.metadata, authorization: `Bearer ${token}` } };
}

function isTooLate(error: unknown): boolean {
  return error instanceof SippyError && error.code === 'DEADLINE_EXCEEDED';
}

function isTokenRefused(error: unknown): boolean {
  return error instanceof SippyError && error.code === 'UNAUTHENTICATED';
}
