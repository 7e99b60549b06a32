import { AsyncLocalStorage } from 'node:async_hooks';
import type { Scope } from '../data/scope.ts';

/** Permissions that a caller holds at some cafés of one organisation. */
export interface PrincipalGrant {
  readonly organisationId: string;
  readonly cafeIds: readonly string[];
  readonly permissions: readonly string[];
}

export type PrincipalKind = 'guest' | 'user' | 'staff' | 'device' | 'service';

/** Who calls, as their token says. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** User, staff or device id, or a service's name; empty for guests. */
  readonly id: string;
  readonly customerId?: string;
  readonly sessionId?: string;
  readonly deviceId?: string;
  readonly grants: readonly PrincipalGrant[];
  /** Permissions over the whole platform. */
  readonly platform: readonly string[];
  /** When the token is no longer valid, in epoch milliseconds. Services have none: they outlive each of their tokens. */
  readonly expiresMs?: number;
}

/** On whose account something is done: the caller, or the one on whose behalf a service calls. */
export interface Actor {
  readonly kind: PrincipalKind;
  readonly id: string;
}

/** What a handler found and wants to show or change. */
export interface Resource {
  cafeId: string;
  customerId?: string | null;
}

/** Everything a handler knows about the call it answers. */
export interface Call {
  readonly principal: Principal;
  /** Who is answerable for what the call changes; differs from `principal` where a service calls for somebody. */
  readonly actor: Actor;
  /**
   * What the call may see in the database: the café or organisation the request names, the caller's organisations
   * where it names only a resource, the caller's own rows for SELF, everything for SERVICE, nothing for PUBLIC.
   */
  readonly scope: Scope;
  /** Organisation of the café or organisation that the request names, once authorised. */
  readonly organisationId?: string;
  /** Path of the method, such as `/sippy.order.v1.OrderService/PlaceOrder`. */
  readonly method: string;
  /** Joins everything that one request of a client causes, over services and events. */
  readonly correlationId: string;
  /** W3C trace context of this call. */
  readonly traceparent: string;
  /** When the caller stops waiting, in epoch milliseconds; Infinity for streams without one. */
  readonly deadline: number;
  /** Aborted when the caller cancels, the deadline passes, or a draining host ends its streams. */
  readonly signal: AbortSignal;
  /** Incoming metadata by lower-case name; binary values are left out. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Address of the client as the gateway saw it. */
  readonly ip: string;
  readonly userAgent: string;
  /** Sends a response header; no effect once the first response message has left. */
  setHeader(name: string, value: string): void;
  /** Whether the caller holds the permission at the café. */
  can(permission: string, cafeId: string): boolean;
  /**
   * Passes if the caller holds `permission` (the one that let the call in, if left out) at the café.
   * Throws NOT_FOUND for a café the caller has no right at, so that nothing leaks, PERMISSION_DENIED otherwise.
   */
  authoriseCafe(cafeId: string, permission?: string): void;
  /** The same for what belongs to an organisation and to no café. */
  authoriseOrganisation(organisationId: string, permission?: string): void;
  /** Passes if the thing is the caller's own; throws NOT_FOUND otherwise. */
  authoriseCustomer(customerId: string | undefined): void;
  /** Passes if any of the RPC's grants allows the caller this thing; throws NOT_FOUND (or PERMISSION_DENIED) otherwise. */
  authoriseResource(resource: Resource): void;
}

/** Answers a unary RPC: returns the response, throws a `Refusal` for an expected no. */
export type Rpc<Request, Response> = (request: Request, call: Call) => Promise<Response>;

/** Answers a server stream; it ends when the iteration ends, and is closed when the caller goes. */
export type StreamRpc<Request, Response> = (request: Request, call: Call) => AsyncIterable<Response>;

const running = new AsyncLocalStorage<Call>();

/** The call that is being answered here; for logs, Prisma and telemetry only, handlers get theirs as argument. */
export function currentCall(): Call | undefined {
  return running.getStore();
}

/** Runs `work` as part of `call`. */
export function runInCall<T>(call: Call, work: () => T): T {
  return running.run(call, work);
}

/** A café and its organisation. */
export interface RequestedCafe {
  readonly cafeId: string;
  readonly organisationId: string;
}

/** The organisation of the café that the request names; the access rule has authorised it. */
export function organisationOf(call: Call): string {
  if (!call.organisationId) throw new Error(`${call.method} has no organisation`);
  return call.organisationId;
}

/** The café that the request names, with its organisation; the access rule has authorised both. */
export function cafeOf(call: Call, cafeId: string): RequestedCafe {
  return { cafeId, organisationId: organisationOf(call) };
}
