import type { GenericDefinition, Implementation, MethodDefinition } from '../src/call/definition.ts';
import { refuse } from '../src/call/refusal.ts';

/** A folder without migrations, which would be folders in it: for services without tables of their own. */
export const noMigrations = new URL('./host/', import.meta.url);

/** Handlers of the real contracts that do what a test says. */
export function handlersFor(definition: GenericDefinition, some: Implementation['handlers']): Implementation {
  const unused = async () => {
    throw refuse('UNIMPLEMENTED', 'UNUSED', 'not part of this test');
  };
  const handlers = Object.fromEntries(
    Object.keys(definition.methods).map((name) => [name, some[name] ?? unused]),
  );
  return { definition, handlers };
}

/** A contract one of whose methods streams. */
type WithStream<D extends GenericDefinition, K extends keyof D['methods']> = Omit<D, 'methods'> & {
  methods: Omit<D['methods'], K> & {
    [key in K]: Omit<D['methods'][key], 'responseStream'> & { responseStream: true };
  };
};

/** A contract with one of its methods answering as a stream: no contract has a stream for services yet. */
export function withStream<D extends GenericDefinition, K extends keyof D['methods'] & string>(
  definition: D,
  name: K,
): WithStream<D, K> {
  const method = { ...(definition.methods[name] as MethodDefinition), responseStream: true };
  return { ...definition, methods: { ...definition.methods, [name]: method } } as never;
}
