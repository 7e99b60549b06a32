import { setTimeout as sleep } from 'node:timers/promises';
import { type GrpcWebCaller, openCaller, rpc } from '@sippy/bench/grpc-web-caller';
import { OrderChannel } from '@sippy/proto/order/v1/order';
import {
  GetOrderRequest,
  OrderServiceDefinition,
  PlaceOrderRequest,
} from '@sippy/proto/order/v1/order_service';
import { PayCashRequest, PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { OrderKind } from '@sippy/proto/type/v1/order_kind';
import { gone, identify } from '@sippy/tilt/record';
import { v7 as newId } from 'uuid';
import type { Scenario, Stage } from '../scenario.ts';
import { settled } from '../settled.ts';
import { judgeBooks, judgeInboxes } from '../verdict.ts';

const place = rpc(OrderServiceDefinition.fullName, OrderServiceDefinition.methods.placeOrder);
const read = rpc(OrderServiceDefinition.fullName, OrderServiceDefinition.methods.getOrder);
const pay = rpc(PaymentServiceDefinition.fullName, PaymentServiceDefinition.methods.payCash);

/** Ends one host after the other in order, and starts it again, while callers that never try twice count what fails. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const wanted = stage.size(10_000, 1000);
  const state = { calls: 0, over: false };
  const failures = new Map<string, number>();
  const caller = openCaller(system.gatewayUrl, stage.cafes.length);
  const ask = async <T>(call: () => Promise<T>): Promise<boolean> => {
    state.calls += 1;
    try {
      await call();
      return true;
    } catch (error) {
      const text = String(error);
      failures.set(text, (failures.get(text) ?? 0) + 1);
      return false;
    }
  };
  const tills = stage.cafes.map(async (cafe, connection) => {
    while (!state.over) {
      await sell(caller, ask, cafe, connection);
      await sleep(20);
    }
  });
  let rolls = 0;
  while (rolls < 2 || state.calls < wanted) {
    for (const host of system.hosts) {
      await sleep(1500);
      const process = identify(system.pidOf(host));
      system.signal(host, 'SIGTERM');
      if (process) await gone(process, 20_000);
      await system.start(host);
      await sleep(1500);
    }
    rolls += 1;
  }
  state.over = true;
  await Promise.all(tills);
  caller.close();
  const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
  for (const [text, count] of [...failures].slice(0, 5)) stage.say(`  ${count} × ${text}`);
  stage.must('rolls of both hosts', rolls, '≥', 2);
  stage.must('calls', state.calls, '≥', wanted);
  stage.must('failed calls', failed, '=', 0);
  stage.must('consumers drained', await settled(stage, 30), '≤', 30, 's');
  await judgeInboxes(stage);
  await judgeBooks(stage);
}

async function sell(
  caller: GrpcWebCaller,
  ask: (call: () => Promise<unknown>) => Promise<boolean>,
  cafe: Stage['cafes'][number],
  connection: number,
): Promise<void> {
  const from = { token: await cafe.token(), connection };
  const orderId = newId();
  const order = PlaceOrderRequest.fromPartial({
    requestId: newId(),
    orderId,
    cafeId: cafe.cafeId,
    kind: OrderKind.TAKEAWAY,
    channel: OrderChannel.COUNTER,
    lines: cafe.lines,
  });
  if (!(await ask(() => caller.call(place, order, from)))) return;
  const money = PayCashRequest.fromPartial({ requestId: newId(), orderId });
  if (!(await ask(() => caller.call(pay, money, from)))) return;
  await ask(() => caller.call(read, GetOrderRequest.fromPartial({ orderId }), from));
}

/** As long as Envoy's health checks need to notice. */
const deploy = { DRAIN_PAUSE_MS: '5000' };

export const rollingRestart: Scenario = {
  number: 7,
  name: 'rolling-restart',
  about:
    'a deploy: two hosts behind Envoy restarted one after the other under load, by callers that never try twice',
  needs: { twoHosts: true, env: deploy },
  quick: false,
  run,
  proofs: [{ without: 'draining', needs: { twoHosts: true, env: { DRAIN_PAUSE_MS: '0', DRAIN_MS: '0' } } }],
};
