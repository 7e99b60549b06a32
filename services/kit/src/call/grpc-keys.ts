/** Header by which a service says on whose account it calls; believed only from services. */
export const ACTOR_KEY = 'x-sippy-actor';
/** Header that joins everything one request of a client causes. */
export const CORRELATION_KEY = 'x-correlation-id';
