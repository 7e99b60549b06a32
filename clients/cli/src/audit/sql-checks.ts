import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Check } from './check.ts';

const services = join(import.meta.dirname, '../../../../services');

interface Row {
  subject: string;
  problem: string | null;
}

/**
 * The checks that services bring along: each a statement in `services/<name>/audit/<check>.sql`. Its first comment is the
 * rule. It gives a row for every thing it looks at: `subject`, and `problem`, which is null where the thing is right.
 */
export function sqlChecks(folder: string = services): Check[] {
  return globSync('*/audit/*.sql', { cwd: folder })
    .sort()
    .map((path) =>
      sqlCheck(path.split('/')[0] ?? '', basename(path, '.sql'), readFileSync(join(folder, path), 'utf8')),
    );
}

function sqlCheck(service: string, name: string, text: string): Check {
  const comment = /^(?:--.*\n)+/.exec(text)?.[0];
  if (!comment) throw new Error(`the check ${name} of ${service} does not say what it proves`);
  return {
    name,
    rule: comment.replaceAll(/^-- ?/gm, '').trim().replaceAll('\n', ' '),
    async *run(books) {
      for await (const { subject, problem } of books.scan<Row>(service, text.slice(comment.length)))
        yield problem === null ? 'right' : { subject, problem };
    },
  };
}
