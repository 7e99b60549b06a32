import { type ConnectOptions, createSippy, type Sippy } from './client.ts';
import { grpcWebTransport } from './grpc-web-transport.ts';
import { lazyServices } from './lazy-services.ts';

/** Connects to a gateway over grpc-web. */
export function connect(options: ConnectOptions): Sippy {
  return createSippy(grpcWebTransport(options.url), options, lazyServices);
}

export type { ConnectOptions, Sippy } from './client.ts';
export { type Code, SippyError } from './error.ts';
export type { CallOptions, ServiceClient } from './method.ts';
export { type FollowOptions, follow } from './resume.ts';
export type { SavedSession, Session } from './session.ts';
export { watchOrders, watchTickets } from './watch.ts';
