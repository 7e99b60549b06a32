import { refuse } from '@sippy/kit/refusal';

/** Most cafés of an organisation: an access token names all that its bearer may act at, and has room for some five hundred. */
export const MAX_CAFES = 400;

/** Another café has the slug. */
export function slugTaken(slug: string): Error {
  return refuse(
    'ALREADY_EXISTS',
    'SLUG_TAKEN',
    `Another café is called ${slug} already. Choose another slug.`,
    { fields: [{ field: 'slug', description: 'is taken' }] },
  );
}

/** The organisation has as many cafés as one may have. */
export function tooManyCafes(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'TOO_MANY_CAFES',
    `An organisation has ${MAX_CAFES} cafés at most. Create another organisation for this one.`,
  );
}
