import type { Database } from '@sippy/kit/db';
import type { Job, ServiceHost } from '@sippy/kit/service';
import { ACCESS_TOKEN_LIFE_MS } from '../domain/session-life.ts';
import { sessionsEndedSince } from '../store/sessions.ts';

/** More than the tolerance with which clocks are compared. */
const MARGIN_MS = 60_000;

/**
 * Tells every host which sessions have ended while access tokens of theirs may still be about: again and again, so that a
 * Valkey that was away or came back empty knows them within two seconds. PostgreSQL is the truth.
 */
export function tellEndedJob({
  db,
  clock,
  endedSessions,
}: Pick<ServiceHost, 'db' | 'clock' | 'endedSessions'>): Job {
  return {
    name: 'auth-tell-ended',
    everyMs: 1000,
    run: async () => endedSessions.tell(await justEnded(db, clock.now())),
  };
}

async function justEnded(db: Database, now: Date) {
  const life = ACCESS_TOKEN_LIFE_MS + MARGIN_MS;
  const rows = await sessionsEndedSince(db, new Date(now.getTime() - life));
  return rows.map(({ sessionId, revokedTime }) => ({
    sessionId,
    until: new Date(revokedTime.getTime() + life),
  }));
}
