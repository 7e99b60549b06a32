import { noScope, type Scope } from '../data/scope.ts';
import { formatTraceparent, type TraceContext } from '../telemetry/trace-context.ts';
import { type AccessRule, type Admission, findCafe, findOrganisation, type Grant, isOwn } from './access.ts';
import type { Actor, Call, Principal, Resource } from './call.ts';
import { notFound, permissionMissing } from './refusal.ts';

/** What a transport knows of a call before anybody is admitted. */
export interface Incoming {
  readonly metadata: ReadonlyMap<string, string>;
  /** Epoch milliseconds; Infinity for none. */
  readonly deadline: number;
  readonly correlationId: string;
  readonly trace: TraceContext;
  readonly ip: string;
  readonly userAgent: string;
  setHeader(name: string, value: string): void;
}

/** A call being answered. It is admitted once; what it was let in by decides what it may authorise. */
export class CallState implements Call {
  readonly method: string;
  readonly deadline: number;
  readonly correlationId: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly ip: string;
  readonly userAgent: string;
  readonly trace: TraceContext;
  principal: Principal;
  actor: Actor;
  scope: Scope = noScope;
  organisationId?: string;
  /** The handler has authorised what it found. */
  authorised = false;
  readonly #incoming: Incoming;
  readonly #rule: AccessRule;
  #admission: Admission | undefined;
  #abort: AbortController | undefined;
  #ended: Error | undefined;
  readonly #listeners = new Set<(reason: Error) => void>();

  constructor(method: string, rule: AccessRule, incoming: Incoming, principal: Principal, actor: Actor) {
    this.method = method;
    this.deadline = incoming.deadline;
    this.correlationId = incoming.correlationId;
    this.metadata = incoming.metadata;
    this.ip = incoming.ip;
    this.userAgent = incoming.userAgent;
    this.trace = incoming.trace;
    this.principal = principal;
    this.actor = actor;
    this.#incoming = incoming;
    this.#rule = rule;
  }

  get traceparent(): string {
    return formatTraceparent(this.trace);
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#ended !== undefined && !this.#abort.signal.aborted) this.#abort.abort(this.#ended);
    return this.#abort.signal;
  }

  /** Ends the call from outside: the deadline, the caller, or a drain. */
  end(reason: Error): void {
    if (this.#ended) return;
    this.#ended = reason;
    this.#abort?.abort(reason);
    for (const listener of this.#listeners) listener(reason);
  }

  /** Why the call was ended from outside; undefined while it was not. */
  get ended(): Error | undefined {
    return this.#ended;
  }

  /** Calls back when the call is ended from outside, at once if it was. Returns how to stop that. */
  onEnd(listener: (reason: Error) => void): () => void {
    if (this.#ended) listener(this.#ended);
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the call was let in by. */
  admit(admission: Admission): void {
    this.#admission = admission;
    this.scope = admission.scope;
    if (admission.organisationId !== undefined) this.organisationId = admission.organisationId;
  }

  /**
   * Whether the request named only a resource, so that the handler has to authorise it. Where staff may reach it by what the
   * resource belongs to, a user let in for what is their own (SELF) must be found to own it.
   */
  mustAuthorise(): boolean {
    const grant = this.#admission?.grant;
    if (grant === undefined || grant.field !== '') return false;
    return namesResource(grant) || (grant.scope === 'SELF' && this.#rule.grants.some(namesResource));
  }

  setHeader(name: string, value: string): void {
    this.#incoming.setHeader(name, value);
  }

  can(permission: string, cafeId: string): boolean {
    return findCafe(this.principal, cafeId, permission) !== undefined;
  }

  authoriseCafe(cafeId: string, permission?: string): void {
    this.authorised = true;
    if (this.principal.kind === 'service' && this.#admission?.grant.scope === 'SERVICE') return;
    const needed = permission ?? this.#admission?.grant.permission ?? '';
    const held = findCafe(this.principal, cafeId, needed);
    if (held) {
      this.organisationId = held.organisationId;
      return;
    }
    const known = this.principal.grants.some((grant) => grant.cafeIds.includes(cafeId));
    throw known ? permissionMissing(needed, 'at this café') : notFound('resource', 'with this id');
  }

  authoriseOrganisation(organisationId: string, permission?: string): void {
    this.authorised = true;
    if (this.principal.kind === 'service' && this.#admission?.grant.scope === 'SERVICE') return;
    const needed = permission ?? this.#admission?.grant.permission ?? '';
    if (findOrganisation(this.principal, organisationId, needed)) {
      this.organisationId = organisationId;
      return;
    }
    const known = this.principal.grants.some((grant) => grant.organisationId === organisationId);
    throw known ? permissionMissing(needed, 'in this organisation') : notFound('resource', 'with this id');
  }

  authoriseCustomer(customerId: string | undefined): void {
    this.authorised = true;
    if (this.principal.kind === 'service' && this.#admission?.grant.scope === 'SERVICE') return;
    if (customerId === undefined || !isOwn(this.principal, customerId))
      throw notFound('resource', 'of yours');
  }

  authoriseResource(resource: Resource): void {
    this.authorised = true;
    let lacking: string | undefined;
    for (const grant of this.#rule.grants) {
      if (grant.scope === 'SERVICE' && this.principal.kind === 'service') return;
      if (grant.scope === 'PUBLIC') return;
      if (grant.scope === 'SELF' && isOwn(this.principal, resource.customerId ?? '')) return;
      if (grant.scope !== 'CAFE' && grant.scope !== 'ORGANISATION') continue;
      const held = findCafe(this.principal, resource.cafeId, grant.permission);
      if (held) {
        this.organisationId = held.organisationId;
        return;
      }
      lacking ??= grant.permission;
    }
    const known = this.principal.grants.some((grant) => grant.cafeIds.includes(resource.cafeId));
    throw known && lacking
      ? permissionMissing(lacking, 'at this café')
      : notFound('resource', 'with this id');
  }
}

function namesResource({ field, scope }: Grant): boolean {
  return field === '' && (scope === 'CAFE' || scope === 'ORGANISATION');
}
