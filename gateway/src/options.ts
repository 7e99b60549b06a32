/** What a gateway is told: where it listens, what lies behind it and how much it lets through. */

/** `unix:/path` or `host:port`. */
export type Address = `unix:${string}` | `${string}:${number}`;

/** A bucket that holds `burst` calls and refills at `perSecond`. */
export interface Rate {
  perSecond: number;
  burst: number;
}

export interface GatewayLimits {
  /** Requests of any kind from one IP address. A café's tills share one. */
  perIp: Rate;
  /** API calls of one verified caller: a user, a member of staff, a device. */
  perCaller: Rate;
  /** Factor on the limits that the contracts give single RPCs. */
  perMinuteFactor: number;
  /** Addresses, and callers, whose buckets are kept; the least recently seen go first. */
  rememberedCallers: number;
  /** Bytes of a request's body; larger ones are refused. */
  bodyBytes: number;
  /** KiB of a request's headers. */
  headersKb: number;
  headersCount: number;
  /** Concurrent requests on one HTTP/2 connection. */
  streamsPerConnection: number;
  /** Open client connections. */
  connections: number;
  /** MiB of Envoy's heap at which it sheds load. */
  heapMb: number;
  /** Seconds an answer may take when the caller names no deadline. */
  callSeconds: number;
  /** Longest deadline, in seconds, that a caller may ask for. */
  maxCallSeconds: number;
  /** Seconds of silence after which a stream is closed; the services send a heartbeat every 15. */
  streamIdleSeconds: number;
}

export interface GatewayOptions {
  listen: { host: string; port: number };
  /** Folder for the config and the descriptor set; made if absent. */
  folder: string;
  /** Folder for unix sockets: admin and the inner listener. Its path must be short. */
  sockets: string;
  /** Where services are reached that `services` does not name. */
  host: Address;
  /** Addresses by service name, such as `order`. */
  services?: Readonly<Record<string, Address>>;
  /** Server of the clients' files and the API reference; without it only the API is served. */
  staticFiles?: Address;
  /** Public keys of access tokens. Without it limits count by IP address alone. Read at start. */
  jwksFile?: string;
  /** Foreign origins whose pages may call, such as `https://shop.example` or `http://localhost:*`. */
  origins?: readonly string[];
  /** Proxies in front whose `x-forwarded-for` is believed. */
  trustedHops?: number;
  /** PEM files; with them the gateway speaks TLS and tells browsers to insist on it. */
  tls?: { certificateFile: string; keyFile: string };
  /** Loopback port that serves Prometheus metrics at `/metrics`. */
  metricsPort?: number;
  /** Base URL of an OTLP/HTTP collector for Envoy's own spans, such as `http://127.0.0.1:4318`. */
  otlpUrl?: string;
  /** Share of the requests without a `traceparent` that get a span; 0.01 if not set. */
  traceRatio?: number;
  /** Which requests are written to Envoy's standard output as JSON; `errors` are answers of 500 and above. */
  accessLog?: 'all' | 'errors' | 'none';
  limits?: Partial<GatewayLimits>;
}

export const defaultLimits: GatewayLimits = {
  perIp: { perSecond: 300, burst: 600 },
  perCaller: { perSecond: 100, burst: 200 },
  perMinuteFactor: 1,
  rememberedCallers: 50_000,
  bodyBytes: 256 * 1024,
  headersKb: 32,
  headersCount: 64,
  streamsPerConnection: 100,
  connections: 20_000,
  heapMb: 512,
  callSeconds: 15,
  maxCallSeconds: 60,
  streamIdleSeconds: 60,
};

/** Arguments that say what Envoy writes of itself: each body that is too large would be a line, and floods would fill the disk. */
export const logArguments = ['--log-level', 'warn', '--component-log-level', 'http:critical'];
