import type { Metadata, ServerUnaryCall } from '@grpc/grpc-js';
import { newId } from '../ids.ts';
import { childContext, parseTraceparent, readCorrelationId } from '../telemetry/trace-context.ts';
import type { Actor, Principal, PrincipalKind } from './call.ts';
import type { Incoming } from './call-state.ts';
import type { Authenticate, Caller } from './endpoint.ts';
import { ACTOR_KEY, CORRELATION_KEY } from './grpc-keys.ts';
import { signInRequired } from './refusal.ts';
import type { TokenVerifier } from './token.ts';

const PRINCIPAL_KINDS: readonly string[] = [
  'guest',
  'user',
  'staff',
  'device',
  'service',
] satisfies PrincipalKind[];

/** What a call's metadata says of it. */
export function incomingOf(
  call: ServerUnaryCall<Buffer, Buffer>,
  headers: Metadata,
  ratio: number,
  defaultMs: number,
): Incoming {
  const metadata = new Map<string, string>();
  for (const [name, value] of Object.entries(call.metadata.getMap()))
    if (typeof value === 'string') metadata.set(name, value);
  const parent = parseTraceparent(metadata.get('traceparent'));
  const correlationId =
    readCorrelationId(metadata.get(CORRELATION_KEY)) ??
    readCorrelationId(metadata.get('x-request-id')) ??
    newId();
  const deadline = Number(call.getDeadline());
  return {
    metadata,
    deadline: Number.isFinite(deadline) ? deadline : Date.now() + defaultMs,
    correlationId,
    trace: childContext(parent, correlationId, ratio),
    ip: metadata.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? call.getPeer(),
    userAgent: metadata.get('x-user-agent') ?? metadata.get('user-agent') ?? '',
    setHeader: (name, value) => headers.set(name, value),
  };
}

const guest: Caller = {
  principal: { kind: 'guest', id: '', grants: [], platform: [] },
  actor: { kind: 'guest', id: '' },
};

/** Learns who calls from the bearer token; believes a service's word about on whose account it calls. */
export function authenticator(incoming: Incoming, verify: TokenVerifier | undefined): Authenticate {
  const header = incoming.metadata.get('authorization');
  if (header === undefined || header === '') return () => guest;
  const token = /^bearer (\S+)$/i.exec(header)?.[1];
  return () => {
    if (token === undefined || !verify) throw signInRequired();
    const principal = verify(token);
    return principal instanceof Promise
      ? principal.then((known) => callerOf(known, incoming))
      : callerOf(principal, incoming);
  };
}

function callerOf(principal: Principal, incoming: Incoming): Caller {
  return { principal, actor: principal.kind === 'service' ? statedActor(principal, incoming) : principal };
}

function statedActor(principal: Principal, incoming: Incoming): Actor {
  const [kind = '', id = ''] = incoming.metadata.get(ACTOR_KEY)?.split(/:(.*)/s) ?? [];
  return PRINCIPAL_KINDS.includes(kind) ? { kind: kind as PrincipalKind, id } : principal;
}
