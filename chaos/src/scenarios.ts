import type { Scenario } from './scenario.ts';
import { killHost } from './scenarios/kill-host.ts';
import { natsAway } from './scenarios/nats-away.ts';
import { postgres } from './scenarios/postgres.ts';
import { requestId } from './scenarios/request-id.ts';
import { valkey } from './scenarios/valkey.ts';

/** Every scenario, in the order of its number. */
export const scenarios: readonly Scenario[] = [killHost, postgres, natsAway, valkey, requestId];
