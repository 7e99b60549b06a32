import { randomFillSync } from 'node:crypto';
import { v7, validate, version } from 'uuid';

/** Random bytes are fetched in bulk: one by one they cost ten times the id. */
const POOL_BYTES = 8192;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;
let lastMs = 0;
let sequence = 0;

/** A new UUIDv7. Ids made by one process sort by the order in which they were made. */
export function newId(): string {
  if (used === POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + 16);
  used += 16;
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = random.readUInt32BE(0) >>> 1;
  } else if (sequence < 0xffff_ffff) sequence += 1;
  else {
    lastMs += 1;
    sequence = 0;
  }
  return v7({ msecs: lastMs, seq: sequence, random });
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
