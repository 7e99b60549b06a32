import type { Scenario } from './scenario.ts';
import { cardPayments } from './scenarios/card-payments.ts';
import { killHost } from './scenarios/kill-host.ts';
import { natsAway } from './scenarios/nats-away.ts';
import { natsLoses } from './scenarios/nats-loses.ts';
import { poison } from './scenarios/poison.ts';
import { postgres } from './scenarios/postgres.ts';
import { repeatedEvents } from './scenarios/repeated-events.ts';
import { requestId } from './scenarios/request-id.ts';
import { sameOrders } from './scenarios/same-orders.ts';
import { valkey } from './scenarios/valkey.ts';
import { webhooks } from './scenarios/webhooks.ts';

/** Every scenario, in the order of its number. */
export const scenarios: readonly Scenario[] = [
  killHost,
  cardPayments,
  postgres,
  natsAway,
  natsLoses,
  valkey,
  repeatedEvents,
  poison,
  sameOrders,
  requestId,
  webhooks,
];
