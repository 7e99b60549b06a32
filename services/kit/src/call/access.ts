import type { DescMethod } from '@bufbuild/protobuf';
import {
  cafeScope,
  customerScope,
  noScope,
  organisationScope,
  type Scope,
  serviceScope,
} from '../data/scope.ts';
import { isCanonicalUuid } from '../formats.ts';
import type { Principal, PrincipalGrant } from './call.ts';
import { type Message, propertyOf } from './constraints.ts';
import type { AccessOption, Descriptors, GrantOption } from './descriptors.ts';
import { invalidField, permissionMissing, type Refusal, signInRequired } from './refusal.ts';

/** How far a right must reach, by the numbers of `sippy.options.v1.Scope`. */
const SCOPES = ['', 'PUBLIC', 'SELF', 'CAFE', 'ORGANISATION', 'NETWORK', 'PLATFORM', 'SERVICE'] as const;

export type GrantScope = Exclude<(typeof SCOPES)[number], '' | 'NETWORK'>;

/** One way of being allowed to call an RPC. */
export interface Grant {
  readonly scope: GrantScope;
  readonly permission: string;
  /** Request field that carries the scope, in the proto's names; empty where the request names only a resource. */
  readonly field: string;
  /** Reads that field; empty if it is not set. */
  read(request: Message): string;
}

/** Who may call an RPC. */
export interface AccessRule {
  /** Only services may call it, and the gateway does not route it. */
  readonly internal: boolean;
  /** It is refused first while a host cannot keep up. */
  readonly sheddable: boolean;
  readonly grants: readonly Grant[];
}

/** What a caller was let in by. */
export interface Admission {
  readonly grant: Grant;
  readonly scope: Scope;
  readonly organisationId?: string;
}

/** Compiles the access rule of an RPC from its contract; throws if it is missing or incomplete. */
export function compileAccess(method: DescMethod, descriptors: Descriptors): AccessRule {
  const option = descriptors.access(method);
  const path = `${method.parent.typeName}/${method.name}`;
  const fail = (what: string): never => {
    throw new Error(`${path}: ${what}`);
  };
  if (option === undefined || option.exposure === 0 || option.anyOf.length === 0) {
    return fail('has no complete access rule: say (sippy.options.v1.access) with exposure and any_of');
  }
  const grants = option.anyOf.map((grant) => compileGrant(grant, method, fail));
  const internal = isInternal(option);
  if (internal && grants.some((grant) => grant.scope !== 'SERVICE')) {
    fail('is INTERNAL, so SERVICE is its only possible grant');
  }
  // The narrowest right last asked for: services first, then rights by name, the public last.
  return { internal, sheddable: option.sheddable, grants: grants.sort((a, b) => rank(a) - rank(b)) };
}

function isInternal(option: AccessOption): boolean {
  return option.exposure === 2;
}

function rank(grant: Grant): number {
  return grant.scope === 'SERVICE' ? 0 : grant.scope === 'PUBLIC' ? 2 : 1;
}

function compileGrant(option: GrantOption, method: DescMethod, fail: (what: string) => never): Grant {
  const scope = SCOPES[option.scope];
  if (!scope) return fail('has a grant without a scope');
  if (scope === 'NETWORK') return fail('has a grant of scope NETWORK, which no token carries yet');
  const named = scope === 'CAFE' || scope === 'ORGANISATION' || scope === 'PLATFORM';
  if (named !== (option.permission !== '')) {
    return fail(`has a grant of scope ${scope} ${named ? 'without' : 'with'} a permission`);
  }
  return {
    scope,
    permission: option.permission,
    field: option.field,
    read: fieldReader(option.field, method, fail),
  };
}

function fieldReader(
  path: string,
  method: DescMethod,
  fail: (what: string) => never,
): (request: Message) => string {
  if (path === '') return () => '';
  let message: DescMethod['input'] | undefined = method.input;
  const properties: string[] = [];
  for (const name of path.split('.')) {
    const field: DescMethod['input']['fields'][number] | undefined = message?.fields.find(
      (f) => f.name === name,
    );
    if (
      field === undefined ||
      field.oneof !== undefined ||
      field.fieldKind === 'list' ||
      field.fieldKind === 'map'
    ) {
      return fail(`has a grant on ${path}, which is no plain field of its request`);
    }
    message = field.message;
    properties.push(propertyOf(name));
  }
  return (request) => {
    let value: unknown = request;
    for (const property of properties) value = (value as Message | undefined)?.[property];
    return typeof value === 'string' ? value : '';
  };
}

/** Lets a caller in by the first grant that allows it; throws UNAUTHENTICATED, PERMISSION_DENIED or INVALID_ARGUMENT. */
export function admit(rule: AccessRule, principal: Principal, request: Message): Admission {
  for (const grant of rule.grants) {
    const admission = tryGrant(grant, principal, request);
    if (admission !== undefined) return admission;
  }
  throw denial(rule, principal, request);
}

function tryGrant(grant: Grant, principal: Principal, request: Message): Admission | undefined {
  switch (grant.scope) {
    case 'PUBLIC':
      return { grant, scope: noScope };
    case 'SERVICE':
      return principal.kind === 'service' ? { grant, scope: serviceScope } : undefined;
    case 'PLATFORM':
      return principal.platform.includes(grant.permission) ? { grant, scope: serviceScope } : undefined;
    case 'SELF':
      return trySelf(grant, principal, request);
    case 'CAFE':
      return tryCafe(grant, principal, request);
    case 'ORGANISATION':
      return tryOrganisation(grant, principal, request);
  }
}

function trySelf(grant: Grant, principal: Principal, request: Message): Admission | undefined {
  if (principal.kind === 'guest' || principal.kind === 'service') return undefined;
  if (grant.field !== '' && !isOwn(principal, grant.read(request))) return undefined;
  return { grant, scope: customerScope(principal.customerId ?? principal.id) };
}

/** Whether an id is the caller's own, as a user or as a customer. */
export function isOwn(principal: Principal, id: string): boolean {
  if (id === '' || principal.kind === 'guest' || principal.kind === 'service') return false;
  return id === principal.customerId || id === principal.id;
}

function tryCafe(grant: Grant, principal: Principal, request: Message): Admission | undefined {
  if (grant.field === '') return byResource(grant, principal);
  const cafeId = grant.read(request);
  const held = findCafe(principal, cafeId, grant.permission);
  return held && { grant, scope: cafeScope(cafeId), organisationId: held.organisationId };
}

function tryOrganisation(grant: Grant, principal: Principal, request: Message): Admission | undefined {
  if (grant.field === '') return byResource(grant, principal);
  const organisationId = grant.read(request);
  const held = findOrganisation(principal, organisationId, grant.permission);
  return held && { grant, scope: organisationScope(organisationId), organisationId };
}

function byResource(grant: Grant, principal: Principal): Admission | undefined {
  const held = principal.grants.filter((own) => own.permissions.includes(grant.permission));
  if (held.length === 0) return undefined;
  return { grant, scope: organisationScope(...new Set(held.map((own) => own.organisationId))) };
}

/** The caller's grant that holds a permission at a café. */
export function findCafe(
  principal: Principal,
  cafeId: string,
  permission: string,
): PrincipalGrant | undefined {
  return principal.grants.find((own) => own.cafeIds.includes(cafeId) && own.permissions.includes(permission));
}

/** The caller's grant that holds a permission in an organisation. */
export function findOrganisation(
  principal: Principal,
  organisationId: string,
  permission: string,
): PrincipalGrant | undefined {
  return principal.grants.find(
    (own) => own.organisationId === organisationId && own.permissions.includes(permission),
  );
}

/** Why a caller is not let in: no token, a missing right where the request names one, or a scope field that is empty. */
function denial(rule: AccessRule, principal: Principal, request: Message): Refusal {
  if (principal.kind === 'guest') return signInRequired();
  const asked = rule.grants.find(
    (g) => g.permission !== '' && g.field !== '' && isCanonicalUuid(g.read(request)),
  );
  if (asked !== undefined) return permissionMissing(asked.permission, placeOf(asked));
  for (const grant of rule.grants) {
    if (grant.field === '' || principal.kind === 'service') continue;
    const value = grant.read(request);
    if (value === '') return invalidField(grant.field, 'must be set');
    if (!isCanonicalUuid(value)) return invalidField(grant.field, 'must be a UUID in lower case');
  }
  const named = rule.grants.find((grant) => grant.permission !== '');
  if (named !== undefined) return permissionMissing(named.permission, placeOf(named));
  return permissionMissing(
    rule.internal ? 'service' : 'self',
    rule.internal ? 'identity' : 'for what is not your own',
  );
}

function placeOf(grant: Grant): string {
  if (grant.scope === 'CAFE') return grant.field === '' ? 'at a café' : 'at this café';
  if (grant.scope === 'ORGANISATION') return 'in this organisation';
  return 'on the platform';
}
