import type { Database } from '@sippy/kit/db';
import type { NewEvent } from '@sippy/kit/events';
import { serviceScope } from '@sippy/kit/scope';

/** Writes down that something happened which changed nothing else. */
export function tell(db: Database, events: readonly NewEvent[]): Promise<void> {
  return db.transaction(serviceScope, (tx) => tx.append(events));
}
