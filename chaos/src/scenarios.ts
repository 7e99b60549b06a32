import type { Scenario } from './scenario.ts';
import { cardPayments } from './scenarios/card-payments.ts';
import { floods } from './scenarios/floods.ts';
import { fullDisk } from './scenarios/full-disk.ts';
import { killHost, killService } from './scenarios/kill-host.ts';
import { mutants } from './scenarios/mutants.ts';
import { natsAway } from './scenarios/nats-away.ts';
import { natsLoses } from './scenarios/nats-loses.ts';
import { poison } from './scenarios/poison.ts';
import { postgres } from './scenarios/postgres.ts';
import { repeatedEvents } from './scenarios/repeated-events.ts';
import { requestId } from './scenarios/request-id.ts';
import { restore } from './scenarios/restore.ts';
import { rollingRestart } from './scenarios/rolling-restart.ts';
import { sameOrders } from './scenarios/same-orders.ts';
import { settleMonths } from './scenarios/settle.ts';
import { soak } from './scenarios/soak.ts';
import { valkey } from './scenarios/valkey.ts';
import { webhooks } from './scenarios/webhooks.ts';
import { wrongClock } from './scenarios/wrong-clock.ts';

/** Every scenario, in the order of its number. */
export const scenarios: readonly Scenario[] = [
  killHost,
  killService,
  cardPayments,
  postgres,
  natsAway,
  natsLoses,
  valkey,
  rollingRestart,
  repeatedEvents,
  poison,
  sameOrders,
  requestId,
  mutants,
  floods,
  webhooks,
  wrongClock,
  soak,
  restore,
  fullDisk,
  settleMonths,
];
