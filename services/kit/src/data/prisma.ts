import { PrismaPg } from '@prisma/adapter-pg';
import type { Database } from './db.ts';

/** What a generated PrismaClient is made with: `scopedPrisma(new PrismaClient(prismaOptions(db)))`. */
export function prismaOptions(db: Database): { adapter: PrismaPg } {
  return { adapter: new PrismaPg(db.pool) };
}

/** Opens the generated Prisma client of a service on its pool. It sees what the scope of `withScope`, else of the call, may see. */
export function openPrisma<Client extends Extendable>(
  Generated: new (options: { adapter: PrismaPg }) => Client,
  db: Database,
): Client {
  return scopedPrisma(new Generated(prismaOptions(db)));
}

type Find = (args: unknown) => Promise<unknown>;

/** A model as a model extension sees it: bound to the transaction it is used in. */
interface ModelContext {
  $name: string;
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
  const fields = fieldsOf(client);
  return client.$extends({
    name: 'scoped',
    model: {
      $allModels: {
        findUnique(this: unknown, args: unknown) {
          const model = this as ModelContext;
          return model.findFirst(flat(args, fields.get(model.$name)));
        },
        findUniqueOrThrow(this: unknown, args: unknown) {
          const model = this as ModelContext;
          return model.findFirstOrThrow(flat(args, fields.get(model.$name)));
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

/** The field names of each model. */
function fieldsOf(client: unknown): ReadonlyMap<string, ReadonlySet<string>> {
  interface DataModel {
    models: Record<string, { fields: readonly { name: string }[] }>;
  }
  const { models } = (client as { _runtimeDataModel: DataModel })._runtimeDataModel;
  return new Map(
    Object.entries(models).map(([name, model]) => [name, new Set(model.fields.map((field) => field.name))]),
  );
}

const LOGIC = new Set(['AND', 'OR', 'NOT']);

/** `findFirst` does not know compound keys: `{ a_b: { a, b } }` becomes `{ a, b }`. */
function flat(args: unknown, fields: ReadonlySet<string> | undefined): unknown {
  const { where, ...rest } = args as { where: Record<string, unknown> };
  const conditions: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(where)) {
    if (fields?.has(name) || LOGIC.has(name)) conditions[name] = value;
    else Object.assign(conditions, value);
  }
  return { ...rest, where: conditions };
}
