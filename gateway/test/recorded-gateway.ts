/** A gateway before a recording host, for one test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestGateway, type TestGateway, type TestGatewayOptions } from '@sippy/gateway/testing';
import { readContracts } from '@sippy/proto/contract';
import { type RecordingHost, startRecordingHost } from './recording-host.ts';

/** All contracts of this checkout. */
export const contracts = readContracts();

export interface RecordedGateway {
  gateway: TestGateway;
  host: RecordingHost;
  stop(): Promise<void>;
}

const unlimited = { perSecond: 1_000_000, burst: 1_000_000 };

/** Starts both; without `options.limits` nothing is limited by rate. */
export async function startRecordedGateway(options: TestGatewayOptions = {}): Promise<RecordedGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'sippy-rec-'));
  const host = await startRecordingHost(contracts.rpcs, join(folder, 'host.sock'));
  const gateway = await startTestGateway(host.address, {
    ...options,
    limits: { perIp: unlimited, perCaller: unlimited, ...options.limits },
  });
  return {
    gateway,
    host,
    stop: async () => {
      await gateway.stop();
      host.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
