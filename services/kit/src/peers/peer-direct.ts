import type { Principal } from '../call/call.ts';
import type { CallState, Incoming } from '../call/call-state.ts';
import type { Endpoint } from '../call/endpoint.ts';
import { cancelled, Refusal } from '../call/refusal.ts';
import { childContext, parseTraceparent } from '../telemetry/trace-context.ts';
import type { Outgoing } from './peer-call.ts';

/** Calls a co-hosted endpoint: the same checks and errors as over the wire, without it. */
export function direct(endpoint: Endpoint, service: string, call: Outgoing) {
  const principal: Principal = { kind: 'service', id: service, grants: [], platform: [] };
  const incoming: Incoming = {
    metadata: new Map(),
    deadline: call.deadline,
    correlationId: call.correlationId,
    trace: childContext(parseTraceparent(call.traceparent), call.correlationId, 0),
    ip: '',
    userAgent: `sippy-${service}`,
    setHeader: () => {},
  };
  const authenticate = () => ({ principal, actor: call.actor });
  let unlink = () => {};
  const started = (state: CallState) => {
    const end = () => state.end(cancelled());
    const off = call.parent?.onEnd((reason) => state.end(reason));
    if (call.signal?.aborted) end();
    else call.signal?.addEventListener('abort', end, { once: true });
    unlink = () => {
      off?.();
      call.signal?.removeEventListener('abort', end);
    };
  };
  return {
    async unary() {
      try {
        return await endpoint.unary(incoming, authenticate, call.request as never, { started, nested: true });
      } catch (error) {
        throw asPeer(error, endpoint, call.correlationId);
      } finally {
        unlink();
      }
    },
    async *stream() {
      try {
        yield* endpoint.stream(incoming, authenticate, call.request as never, { started, nested: true });
      } catch (error) {
        throw asPeer(error, endpoint, call.correlationId);
      } finally {
        unlink();
      }
    },
  };
}

/** A refusal as it would have come over the wire: it is the peer's, not ours. */
function asPeer(error: unknown, { path, domain }: Endpoint, correlationId: string): unknown {
  if (!(error instanceof Refusal)) return error;
  const { code, reason, message, metadata, fields, retryAfterMs } = error;
  const extra = {
    domain: error.domain || domain,
    metadata: { ...metadata, correlation_id: correlationId },
    fields,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return new Refusal(code, reason, message, extra, path);
}
