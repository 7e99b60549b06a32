import { expect, test } from 'vitest';
import { runInCall } from '../../src/call/call.ts';
import { newId } from '../../src/ids.ts';
import { createLog } from '../../src/telemetry/log.ts';
import { startTelemetry } from '../../src/telemetry/telemetry.ts';
import { testCall } from '../../src/testing/testing.ts';
import { attributesOf, startCollector } from '../collector-fixture.ts';

const nowhere = { write: () => undefined };

test('a log line goes to the collector with the trace and correlation id of its call', async () => {
  const collector = await startCollector();
  const telemetry = await startTelemetry({ otlpUrl: collector.url, serviceName: 'test' });
  const log = createLog('info', nowhere, telemetry.writeLog);
  const correlationId = newId();
  const traceId = correlationId.replaceAll('-', '');
  runInCall(testCall({ correlationId, traceparent: `00-${traceId}-00f067aa0ba902b7-01` }), () =>
    log.child({ service: 'order' }).warn({ err: new Error('no route'), cafe: { id: 'x' } }, 'late'),
  );
  log.debug('too quiet to be written');
  await telemetry.stop();
  await collector.close();
  expect(collector.logs).toHaveLength(1);
  const [record] = collector.logs;
  if (!record) throw new Error('no record');
  expect(record).toMatchObject({ traceId, severityText: 'warn', body: { stringValue: 'late' } });
  expect(attributesOf(record)).toMatchObject({
    correlation_id: correlationId,
    service: 'order',
    cafe: '{"id":"x"}',
    'exception.message': 'no route',
  });
});

test('what is hidden in the log is hidden from the collector', async () => {
  const collector = await startCollector();
  const telemetry = await startTelemetry({ otlpUrl: collector.url, serviceName: 'test' });
  const log = createLog('info', nowhere, telemetry.writeLog);
  log.info(
    { password: 'hunter2hunter2', note: { refreshToken: 'opaque-thing' } },
    'card 4242 4242 4242 4242',
  );
  log.info({ number: 4242424242424242, url: 'postgres://sippy:s3cret@localhost/x' }, 'Bearer abcdefgh');
  await telemetry.stop();
  await collector.close();
  expect(collector.logs).toHaveLength(2);
  expect(collector.text()).not.toMatch(/hunter2|opaque-thing|4242|s3cret|abcdefgh/);
});

test('a collector that is away neither holds up a log line nor a stop', async () => {
  const telemetry = await startTelemetry({ otlpUrl: 'http://127.0.0.1:1', serviceName: 'test' });
  let written = 0;
  const log = createLog('info', { write: () => written++ }, telemetry.writeLog);
  const started = performance.now();
  for (let n = 0; n < 5000; n++) log.info({ n }, 'a line');
  expect(written).toBe(5000);
  expect(performance.now() - started).toBeLessThan(2000);
  const stopped = performance.now();
  await telemetry.stop();
  expect(performance.now() - stopped).toBeLessThan(3000);
  log.info('after the stop');
});

test('without a collector log lines go nowhere else', async () => {
  const telemetry = await startTelemetry({ serviceName: 'test' });
  expect(telemetry.writeLog).toBeUndefined();
  await telemetry.stop();
});
