import type { Books } from './books.ts';

/** Something that breaks a rule of the books. */
export interface Offender {
  /** What it is, such as "order 018f…". */
  subject: string;
  /** What is wrong with it. */
  problem: string;
}

/** One rule that the books must keep. Services to come add theirs in a file of their own in `checks/`. */
export interface Check {
  /** Short name, for the table and for `--only`. */
  name: string;
  /** The rule, as a sentence. */
  rule: string;
  /** Services whose databases it reads. */
  services: readonly string[];
  /** Yields what breaks the rule; counts what it has looked at through `seen`. */
  run(books: Books, seen: () => void): AsyncGenerator<Offender>;
}
