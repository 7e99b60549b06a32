import type { Call } from '@sippy/kit/call';
import { customerScope, organisationScope, type Scope } from '@sippy/kit/scope';
import type { SessionOwner } from '../store/own-sessions.ts';

/** The caller as the owner of sessions, and the scope in which they lie. */
export function sessionOwner({ principal }: Call): { owner: SessionOwner; scope: Scope } {
  const organisations = organisationScope(...principal.grants.map((grant) => grant.organisationId));
  switch (principal.kind) {
    case 'staff':
      return { owner: { kind: 'STAFF', id: principal.id }, scope: organisations };
    case 'device':
      return { owner: { kind: 'DEVICE', id: principal.id }, scope: organisations };
    default:
      return { owner: { kind: 'USER', id: principal.id }, scope: customerScope(principal.id) };
  }
}
