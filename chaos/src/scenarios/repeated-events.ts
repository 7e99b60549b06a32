import { forgetInboxes } from '../protections.ts';
import type { Scenario, Stage } from '../scenario.ts';
import { sell } from '../sell-for.ts';
import { settled } from '../settled.ts';
import { allMessages, publishAgain } from '../streams.ts';
import { judge } from '../verdict.ts';

const times = 5;
/** What a repetition may not change; the rest is the machinery's own. */
const machinery = new Set(['relay_cursor', 'request', 'partition_plan', '_prisma_migrations', 'session']);

/** Publishes every event of every stream five times more, shuffled. */
async function run(stage: Stage): Promise<void> {
  const selling = await sell(stage, stage.size(120, 4));
  await settled(stage, 30);
  const before = await stateOf(stage);
  const messages = await allMessages(stage.system);
  const repeated = stage.random.shuffled(Array.from({ length: times }, () => messages).flat());
  await publishAgain(stage.system, repeated);
  const seconds = await settled(stage, stage.size(600, 60));
  stage.must('events published again', repeated.length, '≥', 1000);
  stage.must('repetitions taken within', seconds, '≤', stage.size(600, 60), 's');
  const after = await stateOf(stage);
  const changed = [...after].filter(([table, state]) => before.get(table) !== state).map(([table]) => table);
  if (changed.length > 0) stage.say(`  changed: ${changed.join(', ')}`);
  stage.must('tables compared', after.size, '≥', 10);
  stage.must('tables whose rows have changed', changed.length, '=', 0);
  await judge(stage, selling);
}

/** A digest of the rows of each table of each service. */
async function stateOf({ databases }: Stage): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (const service of databases.services) {
    const tables = await databases.rows<{ name: string }>(
      service,
      `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
       and c.relkind in ('r', 'p') and not c.relispartition`,
    );
    for (const { name } of tables.filter((table) => !machinery.has(table.name))) {
      const [row] = await databases.rows<{ digest: string }>(
        service,
        `select count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as digest from "${name}" t`,
      );
      states.set(`${service}.${name}`, row?.digest ?? '');
    }
  }
  return states;
}

export const repeatedEvents: Scenario = {
  number: 8,
  name: 'repeated-events',
  about: 'every event five times more, shuffled',
  needs: { proxied: true },
  quick: false,
  run,
  proofs: [{ without: 'the inbox', takeAway: forgetInboxes }],
};
