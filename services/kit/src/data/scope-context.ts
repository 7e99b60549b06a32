import { AsyncLocalStorage } from 'node:async_hooks';
import { currentCall } from '../call/call.ts';
import { noScope, type Scope } from './scope.ts';

const storage = new AsyncLocalStorage<Scope>();

/**
 * Runs `work` so that everything it asks of the pool (Prisma, above all) is done under this scope. What it returns is
 * awaited inside, since Prisma's promises begin only then.
 */
export function withScope<T>(scope: Scope, work: () => PromiseLike<T>): Promise<T> {
  return storage.run(scope, async () => await work());
}

/** The scope of `withScope`, else of the call that is being answered, else none. */
export function currentScope(): Scope {
  return storage.getStore() ?? currentCall()?.scope ?? noScope;
}
