import type { Call } from '@sippy/kit/call';
import { Refusal, unavailable } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { LRUCache } from 'lru-cache';

const KEEP_MS = 15 * 60_000;
const MAX_KNOWN = 10_000;
/** Shorter than a caller waits, so that there is time to fall back on what is known. */
const DEADLINE_MS = 2000;

/** The cafés of organisations, as the café service knows them. */
export interface Cafes {
  /**
   * The ids of all cafés of each organisation. It is asked every time, so that a café made a moment ago is in the next
   * token; while the café service is away an answer of the last 15 minutes will do.
   */
  of(organisationIds: readonly string[], call: Call): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Asks the café service. */
export function cafesPeer(host: Pick<ServiceHost, 'peer' | 'clock'>): Cafes {
  const cafes = host.peer(CafeServiceDefinition);
  const known = new LRUCache<string, { cafeIds: readonly string[]; at: number }>({ max: MAX_KNOWN });

  async function ask(organisationId: string, call: Call): Promise<readonly string[]> {
    const now = host.clock.now().getTime();
    try {
      const { cafeIds } = await cafes.listCafeIds({ organisationId }, behalf(call));
      known.set(organisationId, { cafeIds, at: now });
      return cafeIds;
    } catch (error) {
      if (isUnknown(error)) return [];
      if (!isAway(error)) throw error;
      const last = known.get(organisationId);
      if (last && now - last.at < KEEP_MS) return last.cafeIds;
      throw unavailable('café service');
    }
  }

  return {
    async of(organisationIds, call) {
      const answers = await Promise.all(
        organisationIds.map(async (id) => [id, await ask(id, call)] as const),
      );
      return new Map(answers);
    },
  };
}

function behalf({ signal, correlationId, traceparent, actor }: Call) {
  return { deadlineMs: DEADLINE_MS, signal, correlationId, traceparent, actor };
}

/** The organisation is being made, and its owner was told first. */
function isUnknown(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'NOT_FOUND';
}

function isAway(error: unknown): boolean {
  return (
    error instanceof Refusal &&
    ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'].includes(error.code)
  );
}
