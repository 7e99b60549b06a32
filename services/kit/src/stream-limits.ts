import type { Call } from './call.ts';
import { tooManyRequests } from './refusal.ts';

/** When another try to open a stream is worth it. */
const RETRY_MS = 5000;

/** Most streams that a host has open at once. */
export interface StreamLimits {
  readonly perHost: number;
  /** Of one session; of one address where nobody is signed in. Services are not counted so. */
  readonly perCaller: number;
}

/** The open streams of a host, counted. */
export interface StreamCount {
  /** Counts one more until the returned function is called; throws RESOURCE_EXHAUSTED if there are too many. */
  open(call: Pick<Call, 'principal' | 'ip'>): () => void;
}

/** Begins to count. */
export function countStreams({ perHost, perCaller }: StreamLimits): StreamCount {
  const ofCaller = new Map<string, number>();
  let all = 0;
  return {
    open(call) {
      if (all >= perHost)
        throw tooManyRequests(RETRY_MS, 'The service has too many streams open. Try again in 5 seconds.');
      const caller = callerOf(call);
      const own = ofCaller.get(caller) ?? 0;
      if (own >= perCaller && call.principal.kind !== 'service')
        throw tooManyRequests(
          RETRY_MS,
          `You have ${own} streams open, as many as one caller may. Close some.`,
        );
      all += 1;
      ofCaller.set(caller, own + 1);
      return () => {
        all -= 1;
        const left = (ofCaller.get(caller) ?? 1) - 1;
        if (left > 0) ofCaller.set(caller, left);
        else ofCaller.delete(caller);
      };
    },
  };
}

function callerOf({ principal, ip }: Pick<Call, 'principal' | 'ip'>): string {
  return principal.kind === 'guest' ? ip : (principal.sessionId ?? `${principal.kind} ${principal.id}`);
}
