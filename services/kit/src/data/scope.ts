import { isUuid } from '../ids.ts';

/** What a database connection may see; PostgreSQL's row-level security enforces it. */
export type Scope =
  | { readonly kind: 'service' }
  | { readonly kind: 'cafe'; readonly ids: readonly string[] }
  | { readonly kind: 'organisation'; readonly ids: readonly string[] }
  | { readonly kind: 'customer'; readonly id: string }
  | { readonly kind: 'none' };

/** Everything in the service's own database: for consumers, jobs and other services' calls. */
export const serviceScope: Scope = { kind: 'service' };

/** Nothing at all. */
export const noScope: Scope = { kind: 'none' };

/** What belongs to one café. */
export function cafeScope(id: string): Scope {
  return { kind: 'cafe', ids: [id] };
}

/** What belongs to any of these organisations. */
export function organisationScope(...ids: readonly string[]): Scope {
  return { kind: 'organisation', ids };
}

/** What belongs to one customer. */
export function customerScope(id: string): Scope {
  return { kind: 'customer', id };
}

/**
 * The scope as the session setting `sippy.scope` that the policies read.
 * Throws if an id is not a UUID, so the text is safe inside a quoted literal.
 */
export function scopeSetting(scope: Scope): string {
  switch (scope.kind) {
    case 'service':
      return 'service';
    case 'none':
      return '';
    case 'customer':
      return `customer:${uuid(scope.id)}`;
    case 'cafe':
    case 'organisation':
      return scope.ids.map((id) => `${scope.kind}:${uuid(id)}`).join(',');
  }
}

function uuid(id: string): string {
  if (!isUuid(id)) throw new Error(`not an id of a scope: ${JSON.stringify(id)}`);
  return id.toLowerCase();
}
