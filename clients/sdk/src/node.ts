import { type ConnectOptions, createSippy, type Sippy } from './client.ts';
import { grpcTransport } from './grpc-transport.ts';
import { services } from './services.ts';

/** Connects to a gateway over gRPC. */
export function connect(options: ConnectOptions): Sippy {
  return createSippy(grpcTransport(options.url), options, services);
}

export type { ConnectOptions, Sippy } from './client.ts';
export { type Code, SippyError } from './error.ts';
export type { CallOptions, ServiceClient } from './method.ts';
export { type FollowOptions, follow } from './resume.ts';
export type { SavedSession, Session } from './session.ts';
export { watchOrders, watchTickets } from './watch.ts';
