import type { Method } from './method.ts';

/** One attempt at a call, as a transport makes it. */
export interface Attempt {
  /** Full path of the RPC, such as /sippy.order.v1.OrderService/PlaceOrder. */
  path: string;
  method: Method;
  request: unknown;
  metadata: Record<string, string>;
  /** When the attempt is given up, in epoch milliseconds; Infinity for streams. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

/** A way to the gateway. Both reject with a `SippyError`. */
export interface Transport {
  unary(attempt: Attempt): Promise<unknown>;
  stream(attempt: Attempt): AsyncIterable<unknown>;
  /** Ends open connections. */
  close(): void;
}
