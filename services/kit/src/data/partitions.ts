import type { Job } from '../host/service.ts';
import type { Database } from './db.ts';
import { serviceScope } from './scope.ts';
import { statement } from './statement.ts';

const keep = statement<object>('kit_keep_partitions', 'select keep_partitions()');

/**
 * Makes the coming months' partitions of `event`, `inbox` and `request`, and drops those whose time is over, as the table
 * `partition_plan` says.
 */
export async function keepPartitions(db: Database): Promise<void> {
  await db.command(serviceScope, keep, []);
}

/** The same as a job, for every host: twice a day, one host at a time. */
export function partitionJob(db: Database): Job {
  return { name: 'keep-partitions', everyMs: 12 * 3_600_000, exclusive: true, run: () => keepPartitions(db) };
}
