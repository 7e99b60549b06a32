import { type KitchenLine, openOf } from './kitchen.ts';

type Marks = Pick<KitchenLine, 'added' | 'changed'>;

/**
 * Marks what an edit did to lines of a ticket that its station has had already: what is to be made because of it, and
 * what reads otherwise than before. Courses above `firedCourse` were held: what fires them is no edit. A bump that is
 * undone later leaves the marks as they would be without it.
 */
export function markEdits(
  before: readonly KitchenLine[],
  after: readonly KitchenLine[],
  firedCourse: number,
): KitchenLine[] {
  const known = new Map(before.map((line) => [line.lineId, line]));
  return after.map((line) => {
    const was = known.get(line.lineId);
    const marked = { ...line, ...marksOf(was, line, firedCourse) };
    if (!line.undo || !was) return marked;
    const undone = marksOf({ ...was, ...was.undo }, { ...line, ...line.undo }, firedCourse);
    return { ...marked, undo: { ...line.undo, ...undone } };
  });
}

function marksOf(was: KitchenLine | undefined, line: KitchenLine, firedCourse: number): Marks {
  const more = openOf(line) - (was ? openOf(was) : 0);
  const letGo = more > 0 && line.course > firedCourse;
  return {
    added: letGo ? line.added : Math.max(0, line.added + more),
    changed: line.changed || (was !== undefined && !readsSame(was, line)),
  };
}

function readsSame(one: KitchenLine, other: KitchenLine): boolean {
  return (
    one.note === other.note &&
    one.course === other.course &&
    one.modifiers.length === other.modifiers.length &&
    one.modifiers.every(({ name, quantity }, i) => {
      const same = other.modifiers[i];
      return same?.name === name && same.quantity === quantity;
    })
  );
}
