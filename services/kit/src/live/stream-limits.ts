import type { CallState } from '../call/call-state.ts';
import { tokenInvalid, tooManyRequests } from '../call/refusal.ts';

/** When another try to open a stream is worth it. */
const RETRY_MS = 5000;

/** Most streams that a host has open at once. */
export interface StreamLimits {
  readonly perHost: number;
  /** Of one session; of one address where nobody is signed in. Services are not counted so. */
  readonly perCaller: number;
}

type Stream = Pick<CallState, 'principal' | 'ip' | 'end'>;

/** The open streams of a host. */
export interface OpenStreams {
  /** Counts one more until the returned function is called; throws RESOURCE_EXHAUSTED if there are too many. */
  open(stream: Stream): () => void;
  /** Ends the streams of a session that is over. */
  endSession(sessionId: string): void;
}

/** Begins to count. */
export function limitStreams({ perHost, perCaller }: StreamLimits): OpenStreams {
  const ofCaller = new Map<string, Set<Stream>>();
  let all = 0;
  return {
    open(stream) {
      if (all >= perHost)
        throw tooManyRequests(RETRY_MS, 'The service has too many streams open. Try again in 5 seconds.');
      const caller = callerOf(stream);
      const own = ofCaller.get(caller) ?? new Set();
      if (own.size >= perCaller && stream.principal.kind !== 'service')
        throw tooManyRequests(
          RETRY_MS,
          `You have ${own.size} streams open, as many as one caller may. Close some.`,
        );
      all += 1;
      ofCaller.set(caller, own.add(stream));
      return () => {
        all -= 1;
        own.delete(stream);
        if (own.size === 0) ofCaller.delete(caller);
      };
    },
    endSession(sessionId) {
      for (const stream of ofCaller.get(sessionId) ?? [])
        stream.end(tokenInvalid('The session of this access token has ended. Sign in again.'));
    },
  };
}

function callerOf({ principal, ip }: Stream): string {
  return principal.kind === 'guest' ? ip : (principal.sessionId ?? `${principal.kind} ${principal.id}`);
}
