import { createHash } from 'node:crypto';
import { v5 } from 'uuid';

/** Ids that follow from what they name, so that a second run makes the same things again instead of others. */
export interface StableIds {
  /** UUIDv7 of a thing that came to be at a time, such as at(time, 'order', '2019-04-01/3/52'). */
  at(time: Date, kind: string, key: string): string;
}

/** Stable ids within a namespace, such as an organisation. */
export function stableIds(namespace: string): StableIds {
  return {
    at: (time, kind, key) => {
      const hash = createHash('sha256').update(`${namespace}/${kind}/${key}`).digest();
      const bytes = Buffer.alloc(16);
      bytes.writeUIntBE(time.getTime(), 0, 6);
      hash.copy(bytes, 6, 0, 10);
      bytes[6] = 0x70 | (hash.readUInt8(0) & 0x0f);
      bytes[8] = 0x80 | (hash.readUInt8(2) & 0x3f);
      const hex = bytes.toString('hex');
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
        '-',
      );
    },
  };
}

/** The namespace under which an owner's organisation of this name is imported. */
export function namespaceOf(ownerId: string, organisation: string): string {
  return v5(`sippy import/${organisation}`, ownerId);
}
