import { PrismaPg } from '@prisma/adapter-pg';
import type { Database } from './db.ts';

/** What a generated PrismaClient is made with: `scopedPrisma(new PrismaClient(prismaOptions(db)))`. */
export function prismaOptions(db: Database): { adapter: PrismaPg } {
  return { adapter: new PrismaPg(db.pool) };
}

type Find = (args: unknown) => Promise<unknown>;

/** A model as a model extension sees it: bound to the transaction it is used in. */
interface ModelContext {
  $name?: string;
  findFirst: Find;
  findFirstOrThrow: Find;
}

interface Extendable {
  // biome-ignore lint/suspicious/noExplicitAny: the generated client's own type comes back unchanged
  $extends(extension: any): any;
}

/**
 * Makes a Prisma client safe under scopes. Prisma joins `findUnique` calls of one tick into one query, which would run
 * under the first caller's scope: they become `findFirst`. Array transactions run in one caller's context too and are
 * refused; interactive ones are fine. Await every call inside its scope: Prisma's promises are lazy.
 */
export function scopedPrisma<Client extends Extendable>(client: Client): Client {
  const keys = compoundKeys(client);
  return client.$extends({
    name: 'scoped',
    model: {
      $allModels: {
        findUnique(this: unknown, args: unknown) {
          const model = this as ModelContext;
          return model.findFirst(flat(args, keys));
        },
        findUniqueOrThrow(this: unknown, args: unknown) {
          const model = this as ModelContext;
          return model.findFirstOrThrow(flat(args, keys));
        },
      },
    },
    client: {
      $transaction(this: unknown, work: unknown, options?: unknown) {
        if (Array.isArray(work))
          throw new Error('array transactions run under one scope: use an interactive one');
        return (
          client as unknown as { $transaction: (w: unknown, o?: unknown) => Promise<unknown> }
        ).$transaction(work, options);
      },
    },
  }) as Client;
}

/** Names of compound keys, which `findFirst` does not know: `{ a_b: { a, b } }` must become `{ a, b }`. */
function compoundKeys(client: unknown): ReadonlySet<string> {
  interface Key {
    name: string | null;
    fields: readonly string[];
  }
  interface Model {
    primaryKey?: Key | null;
    uniqueIndexes?: readonly Key[];
  }
  const models = (client as { _runtimeDataModel?: { models: Record<string, Model> } })._runtimeDataModel
    ?.models;
  const keys = Object.values(models ?? {}).flatMap((m) => [m.primaryKey, ...(m.uniqueIndexes ?? [])]);
  return new Set(keys.flatMap((key) => (key ? [key.name ?? key.fields.join('_')] : [])));
}

function flat(args: unknown, keys: ReadonlySet<string>): unknown {
  const { where, ...rest } = args as { where: Record<string, unknown> };
  const conditions: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(where)) {
    if (keys.has(name)) Object.assign(conditions, value);
    else conditions[name] = value;
  }
  return { ...rest, where: conditions };
}
