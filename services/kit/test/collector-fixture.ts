import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Value = { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
type Pairs = { key: string; value: Value }[];

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** As OTLP numbers them: 2 server, 3 client. */
  kind: number;
  attributes: Pairs;
  status: { code?: number; message?: string };
}

interface LogRecord {
  traceId?: string;
  spanId?: string;
  severityText: string;
  body: Value;
  attributes: Pairs;
}

/** An OTLP/HTTP collector that keeps what it is sent. */
export interface Collector {
  readonly url: string;
  readonly spans: Span[];
  readonly logs: LogRecord[];
  /** Everything that came, as it came. */
  text(): string;
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: Span[] = [];
  const logs: LogRecord[] = [];
  let text = '';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    text += body;
    const { resourceSpans = [], resourceLogs = [] } = JSON.parse(body);
    for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
    for (const { scopeLogs } of resourceLogs) for (const scope of scopeLogs) logs.push(...scope.logRecords);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    logs,
    text: () => text,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Attributes by key. */
export function attributesOf({ attributes }: { attributes: Pairs }): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
