import { type Attributes, type Context, ROOT_CONTEXT, SeverityNumber, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import type { Resource } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { currentCall } from '../call/call.ts';
import { parseTraceparent } from './trace-context.ts';

/** Log lines on their way to a collector. */
export interface OtlpLogs {
  /**
   * Sends a line as it stands in the log, so without secrets, with the trace of the call it is written in. Never throws and
   * never waits: what a collector does not take in time is dropped.
   */
  write(line: string): void;
  stop(): Promise<void>;
}

/** Longest text of a record; a collector refuses batches that are too large. */
const MAX_TEXT = 16_384;

const severities: Readonly<Record<string, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** Sends log lines to `url`, in batches. */
export function startOtlpLogs(url: string, resource: Resource): OtlpLogs {
  const provider = new LoggerProvider({
    resource,
    logRecordLimits: { attributeValueLengthLimit: MAX_TEXT },
    processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url }) })],
  });
  const logger = provider.getLogger('sippy');
  return {
    write(line) {
      const { time, level, msg, err, pid: _, ...fields } = parse(line);
      logger.emit({
        timestamp: typeof time === 'number' ? time : Date.now(),
        severityNumber: severities[String(level)] ?? SeverityNumber.UNSPECIFIED,
        severityText: String(level ?? ''),
        body: String(msg ?? '').slice(0, MAX_TEXT),
        attributes: { ...flat(fields), ...exception(err) },
        context: contextOfCall(),
      });
    },
    stop: () => provider.shutdown(),
  };
}

/** The fields of a line; a line that hiding has left unreadable as JSON goes as it is. */
function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { msg: line.trimEnd() };
  }
}

/** Many collectors keep only plain attributes: what is nested goes as JSON. */
function flat(fields: Record<string, unknown>): Attributes {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
    ]),
  );
}

function exception(err: unknown): Attributes {
  if (typeof err !== 'object' || err === null) return {};
  const { type, message, stack } = err as Record<string, unknown>;
  return { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': stack };
}

function contextOfCall(): Context {
  const own = parseTraceparent(currentCall()?.traceparent);
  if (!own) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = own;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: sampled ? 1 : 0 });
}
