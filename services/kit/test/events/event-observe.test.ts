import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startTelemetry } from '../../src/telemetry/telemetry.ts';
import { cleanup } from '../cleanup.ts';
import { applied, commitFacts, recorder, testBus, testDatabase, testLog, until } from '../fixtures.ts';

describe('metrics of events', () => {
  it('show what was sent and consumed, how old the oldest unsent event is, and dead letters', async () => {
    const telemetry = await startTelemetry({ serviceName: 'test' });
    const server = createServer((request, response) => telemetry.serveMetrics(request, response)).listen(
      0,
      '127.0.0.1',
    );
    cleanup(() => telemetry.stop());
    cleanup(() => void server.close());
    const scrape = async () => {
      const { port } = server.address() as AddressInfo;
      return (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    };
    const { db, test } = await testDatabase();
    const events = testLog(db, testBus(), { telemetry, maxAttempts: 1 });
    const bad = await recorder(test, {
      name: 'bad',
      before: () => {
        throw new Error('always');
      },
    });
    events.run([await recorder(test), bad]);
    await commitFacts(db, 0, 4);
    await until(async () => (await applied(db)).length === 4);
    await until(async () => /sippy_dead_letters\{[^}]*\} 4/.test(await scrape()));
    const text = await scrape();
    expect(text).toMatch(/sippy_events_sent(_total)?\{[^}]*service="alpha"[^}]*\} 4/);
    expect(text).toMatch(/sippy_events_consumed(_total)?\{[^}]*consumer="recorder"[^}]*\} 4/);
    expect(text).toMatch(/sippy_relay_lag_seconds\{[^}]*\} 0/);
  });
});
