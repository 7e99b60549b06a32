import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestGateway } from '@sippy/gateway/testing';
import { GetOrderRequest, OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { v7 as newId } from 'uuid';
import { openCaller, rpc } from '../grpc-web-caller.ts';
import { percentiles } from '../latency.ts';
import { cpuSecondsOf, difference } from '../process-usage.ts';
import { runLoad } from '../run-load.ts';

const getOrder = rpc(OrderServiceDefinition.fullName, OrderServiceDefinition.methods.getOrder);

/** What a call costs before Sippy does anything. */
export interface BareCalls {
  perSecond: number;
  /** CPU a call, in microseconds. */
  gatewayUs: number;
  handlerUs: number;
  /** Of the load generator itself. */
  generatorUs: number;
  /** Latency at full load. */
  p99Ms: number;
}

/** Who calls. */
export interface Callers {
  /** Connections; calls go over each in turn. */
  connections: number;
  /** Access tokens by connection, and the keys with which the gateway verifies them. Nobody is signed in if left out. */
  signedIn?: { token(connection: number): Promise<string>; jwksFile: string };
}

/** Calls a bare grpc-js handler behind the product's gateway over grpc-web, as fast as it goes. */
export async function bareCalls(seconds: number, { connections, signedIn }: Callers): Promise<BareCalls> {
  const folder = mkdtempSync(join(tmpdir(), 'sippy-floor-'));
  const address = `unix:${join(folder, 'bare.sock')}` as const;
  const handler = await startBareHandler(address);
  const rate = { perSecond: 1_000_000, burst: 2_000_000 };
  const gateway = await startTestGateway(address, {
    limits: { perIp: rate, perCaller: rate },
    concurrency: availableParallelism(),
    ...(signedIn ? { jwksFile: signedIn.jwksFile } : { accessLog: 'none' }),
  });
  const caller = openCaller(gateway.url, connections);
  const request = GetOrderRequest.fromPartial({ orderId: newId() });
  const call = async (index: number) => {
    const connection = index % connections;
    const from = signedIn && { token: await signedIn.token(connection), connection };
    await caller.call(getOrder, request, from);
  };
  try {
    await runLoad(64, 1, call);
    const pids = { gateway: gateway.pid, handler: handler.pid ?? 0 };
    const before = cpuSecondsOf(pids);
    const own = process.cpuUsage();
    const load = await runLoad(64, seconds, call);
    const { user, system } = process.cpuUsage(own);
    const used = difference(before, cpuSecondsOf(pids));
    return {
      perSecond: load.done / load.seconds,
      gatewayUs: ((used.gateway ?? 0) * 1e6) / load.done,
      handlerUs: ((used.handler ?? 0) * 1e6) / load.done,
      generatorUs: (user + system) / load.done,
      p99Ms: percentiles(load.durationsMs).p99,
    };
  } finally {
    caller.close();
    await gateway.stop();
    handler.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the bare handler; it listens when this resolves. */
export async function startBareHandler(address: string): Promise<ChildProcess> {
  const handler = spawn(process.execPath, [join(import.meta.dirname, 'bare-handler.ts'), address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(handler, 'exit').then(() => {
    throw new Error('the bare handler has ended');
  });
  await Promise.race([once(handler.stdout, 'data'), ended]);
  ended.catch(() => {});
  return handler;
}
