import { v7, validate, version } from 'uuid';

/** A new UUIDv7. Ids made by one process sort by the order in which they were made. */
export function newId(): string {
  return v7();
}

/** Whether a text is a UUID in its canonical form of 36 characters. */
export function isUuid(text: string): boolean {
  return validate(text);
}

/** The time that a UUIDv7 carries, to the millisecond; undefined for any other text. */
export function timeOfId(id: string): Date | undefined {
  if (!validate(id) || version(id) !== 7) return undefined;
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
