import type { Books } from './books.ts';

/** Something that breaks a rule of the books. */
export interface Offender {
  /** What it is, such as "order 018f…". */
  subject: string;
  /** What is wrong with it. */
  problem: string;
}

/** What was found of one thing: that it is right, that it is younger than the grace and not judged, or what is wrong. */
export type Finding = 'right' | 'young' | Offender | ManyRight;

/** Things that were found right together. */
export interface ManyRight {
  right: number;
}

/** One rule that the books must keep. */
export interface Check {
  /** Short name, for the table and for `--only`. */
  name: string;
  /** What it proves, as a sentence. */
  rule: string;
  /** Looks at every thing that the rule is about, once. */
  run(books: Books): AsyncGenerator<Finding>;
}

/** The finding of one thing: an offender if any of the problems is one. */
export function judge(subject: string, problems: readonly (string | false | undefined)[]): Finding {
  const real = problems.filter((problem) => typeof problem === 'string');
  return real.length === 0 ? 'right' : { subject, problem: real.join('; ') };
}

/** A problem if two accounts of the same thing differ. */
export function differs(what: string, here: unknown, there: unknown): string | undefined {
  return here === there ? undefined : `${what} ${String(here)}, not ${String(there)}`;
}
