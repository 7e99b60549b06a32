import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestGateway } from '@sippy/gateway/testing';
import { GetOrderRequest, OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { v7 as newId } from 'uuid';
import { openCaller, rpc } from '../grpc-web-caller.ts';
import { percentiles, spread } from '../latency.ts';
import { usageOf } from '../process-cpu.ts';
import { runLoad } from '../run-load.ts';
import type { Scenario } from '../scenario.ts';

const call = rpc(OrderServiceDefinition.fullName, OrderServiceDefinition.methods.getOrder);

/** A bare grpc-js handler behind the same gateway: what any call costs before Sippy does anything. */
export const floor: Scenario = {
  name: 'floor',
  about: 'a bare grpc-js handler behind the same gateway, over grpc-web',
  async run({ seconds, rounds }) {
    const folder = mkdtempSync(join(tmpdir(), 'sippy-floor-'));
    const address = `unix:${join(folder, 'bare.sock')}` as const;
    const handler = spawn(process.execPath, [join(import.meta.dirname, '../bare-handler.ts'), address], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(handler.stdout, 'data');
    const rate = { perSecond: 1_000_000, burst: 2_000_000 };
    const gateway = await startTestGateway(address, {
      limits: { perIp: rate, perCaller: rate },
      accessLog: 'none',
    });
    const caller = openCaller(gateway.url, 4);
    const request = GetOrderRequest.fromPartial({ orderId: newId() });
    const once_ = () => caller.call(call, request).then(() => {});
    try {
      await runLoad(64, 1, once_);
      const pids = { gateway: gateway.pid, handler: handler.pid ?? 0 };
      const results = [];
      for (let n = 0; n < rounds; n++) {
        const before = usageOf(pids);
        const load = await runLoad(64, seconds, once_);
        const after = usageOf(pids);
        const cpu = (name: 'gateway' | 'handler') =>
          (((after[name]?.cpuSeconds ?? 0) - (before[name]?.cpuSeconds ?? 0)) * 1e6) / load.done;
        results.push({
          rate: load.done / load.seconds,
          gateway: cpu('gateway'),
          handler: cpu('handler'),
          p99: percentiles(load.durationsMs).p99,
        });
      }
      return [
        { what: 'bare calls through the gateway', unit: '/s', ...spread(results.map((one) => one.rate)) },
        {
          what: 'CPU of the gateway for a bare call',
          unit: 'µs',
          ...spread(results.map((one) => one.gateway)),
        },
        { what: 'CPU of a bare handler', unit: 'µs', ...spread(results.map((one) => one.handler)) },
        {
          what: 'latency of a bare call at full load, p99',
          unit: 'ms',
          ...spread(results.map((one) => one.p99)),
        },
      ];
    } finally {
      caller.close();
      await gateway.stop();
      handler.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
