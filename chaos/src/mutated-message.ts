/** Messages as no client of ours would send them, drawn from the contracts: right here, wrong there. */
import { gzipSync } from 'node:zlib';
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import type { Random } from './random.ts';

/** A gRPC frame to be sent, and headers that go with it. */
export interface Mutant {
  kind: string;
  frame: Buffer;
  headers: Record<string, string>;
}

/** Ids that exist, so that some mutants get past the first look. */
export type KnownIds = readonly string[];

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });

/** Draws one mutant of a request message. */
export function mutate(message: DescMessage, ids: KnownIds, random: Random): Mutant {
  const kind = random.pick([
    'plausible',
    'plausible',
    'bits flipped',
    'cut off',
    'random bytes',
    'wrong types',
    'deep nesting',
    'huge repetition',
    'gzip bomb',
    'broken frame',
  ]);
  switch (kind) {
    case 'bits flipped':
      return framed(kind, flipBits(encode(message, ids, random, 0), random));
    case 'cut off': {
      const bytes = encode(message, ids, random, 0);
      return framed(kind, bytes.subarray(0, random.between(0, bytes.length)));
    }
    case 'random bytes':
      return framed(kind, randomBytes(random.between(0, 2000), random));
    case 'wrong types':
      return framed(kind, encode(message, ids, random, 0.3));
    case 'deep nesting':
      return framed(kind, nested(random.between(50, 5000), random.between(1, 20)));
    case 'huge repetition':
      return framed(kind, repeated(random.between(1, 20), random.between(1000, 50_000)));
    case 'gzip bomb':
      return { kind, frame: frameOf(bomb, 1), headers: { 'grpc-encoding': 'gzip' } };
    case 'broken frame': {
      const frame = frameOf(encode(message, ids, random, 0), random.between(0, 255));
      frame.writeUInt32BE(random.between(0, 2 ** 31), 1);
      return { kind, frame, headers: {} };
    }
    default:
      return framed(kind, encode(message, ids, random, 0));
  }
}

function framed(kind: string, message: Buffer): Mutant {
  return { kind, frame: frameOf(message, 0), headers: {} };
}

function frameOf(message: Buffer, flag: number): Buffer {
  const frame = Buffer.alloc(5 + message.length);
  frame[0] = flag;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

/** A message with some of its fields; `wrong` is how often a field has another type than it should. */
function encode(message: DescMessage, ids: KnownIds, random: Random, wrong: number, depth = 0): Buffer {
  const parts: Buffer[] = [];
  for (const field of message.fields) {
    if (random.next() < 0.3 && depth > 0) continue;
    const count = field.fieldKind === 'list' ? random.between(0, 3) : 1;
    for (let at = 0; at < count; at++) {
      const value = random.next() < wrong ? anything(random) : fieldValue(field, ids, random, wrong, depth);
      parts.push(varint(BigInt(field.number) * 8n + BigInt(value.wire)), value.bytes);
    }
  }
  return Buffer.concat(parts);
}

interface Value {
  wire: 0 | 1 | 2 | 5;
  bytes: Buffer;
}

function fieldValue(field: DescField, ids: KnownIds, random: Random, wrong: number, depth: number): Value {
  if (field.message && depth < 6) return delimited(encode(field.message, ids, random, wrong, depth + 1));
  if (field.enum) return { wire: 0, bytes: varint(BigInt(random.between(-2, 12))) };
  const name = field.name;
  if (/_id$|^id$|_ids$/.test(name) && random.next() < 0.9) return delimited(Buffer.from(random.pick(ids)));
  // Scalar types by their number in descriptor.proto: 9 is string, 12 bytes.
  if (field.scalar === 9 || field.scalar === 12) return delimited(text(random));
  return { wire: 0, bytes: varint(random.pick([0n, 1n, 2n, 3n, -1n, 250n, 2n ** 31n, 2n ** 63n - 1n])) };
}

const texts = ['', 'EUR', 'XXX', 'Flat White', '\u0000', '‮', "'; drop table payment; --", '💥', 'null', '-1'];

function text(random: Random): Buffer {
  const kind = random.next();
  if (kind < 0.8) return Buffer.from(random.pick(texts));
  if (kind < 0.95) return randomBytes(random.between(1, 200), random);
  return Buffer.alloc(random.between(1000, 100_000), 'x');
}

function anything(random: Random): Value {
  const wire = random.pick([0, 1, 2, 5] as const);
  if (wire === 2) return delimited(randomBytes(random.between(0, 100), random));
  if (wire === 0) return { wire, bytes: varint(BigInt(random.between(0, 2 ** 31))) };
  return { wire, bytes: randomBytes(wire === 1 ? 8 : 4, random) };
}

/** A message in a message in a message: written from the inside out, in one go. */
function nested(depth: number, field: number): Buffer {
  const tag = varint(BigInt(field) * 8n + 2n);
  const bytes = Buffer.alloc(depth * (tag.length + 3));
  let start = bytes.length;
  for (let level = 0; level < depth; level++) {
    const length = bytes.length - start;
    const groups = length < 2 ** 7 ? 1 : length < 2 ** 14 ? 2 : 3;
    start -= groups;
    for (let group = 0; group < groups; group++)
      bytes[start + group] = ((length >> (7 * group)) & 0x7f) | (group + 1 < groups ? 0x80 : 0);
    start -= tag.length;
    bytes.set(tag, start);
  }
  return bytes.subarray(start);
}

function repeated(field: number, count: number): Buffer {
  const one = Buffer.concat([varint(BigInt(field) * 8n + 2n), varint(1n), Buffer.from([0])]);
  return Buffer.alloc(one.length * count, one);
}

function delimited(bytes: Buffer): Value {
  return { wire: 2, bytes: Buffer.concat([varint(BigInt(bytes.length)), bytes]) };
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    left >>= 7n;
  } while (left > 0n);
  return Buffer.from(bytes);
}

function flipBits(bytes: Buffer, random: Random): Buffer {
  const flipped = Buffer.from(bytes);
  for (let flips = random.between(1, 8); flips > 0 && flipped.length > 0; flips--) {
    const at = random.between(0, flipped.length - 1);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.between(0, 7));
  }
  return flipped;
}

function randomBytes(count: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length: count }, () => random.between(0, 255)));
}
