/** Requests made from their contracts: valid ones, about the things that a test names. */
import {
  create,
  type DescField,
  type DescMessage,
  type MessageShape,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { TimestampSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { newId } from '@sippy/kit/ids';
import { type Contracts, constraintOf, isOneofRequired, type Rpc } from '@sippy/proto/contract';

/** Ids by the name of the field that carries one, such as `order_id`. */
export type Ids = Readonly<Record<string, string>>;

/** Texts by the number of `sippy.options.v1.Format`. */
const texts = [
  'text',
  '',
  '',
  'ada@example.com',
  '+12125550123',
  'EUR',
  'Europe/Berlin',
  'de-AT',
  '2026-05-04',
  '08:30',
  'a-slug',
  '4711',
  'opaque',
];

/** A request with what its contract requires and what its access rule reads, encoded. */
export function sampleRequest(contracts: Contracts, rpc: Rpc, ids: Ids): Buffer {
  const named = new Set(rpc.grants.map(({ field }) => field.split('.')[0] ?? ''));
  const message = fill(contracts, rpc.method.input, ids, named, 0);
  return Buffer.from(toBinary(rpc.method.input, message));
}

function fill(
  contracts: Contracts,
  schema: DescMessage,
  ids: Ids,
  also: ReadonlySet<string>,
  depth: number,
): MessageShape<DescMessage> {
  const values: Record<string, unknown> = {};
  for (const field of schema.fields) {
    if (field.oneof) continue;
    const wanted = constraintOf(contracts, field)?.required || also.has(field.name);
    if (wanted && depth < 6) values[field.localName] = sampleValue(contracts, field, ids, depth);
  }
  for (const oneof of schema.oneofs) {
    const [first] = oneof.fields;
    if (!first || !isOneofRequired(contracts, oneof)) continue;
    values[oneof.localName] = { case: first.localName, value: sampleValue(contracts, first, ids, depth) };
  }
  return create(schema, values);
}

/** A value that the contract of a field allows, of the thing that it names if that is among the ids. */
export function sampleValue(contracts: Contracts, field: DescField, ids: Ids, depth: number): unknown {
  const one = elementValue(contracts, field, ids, depth);
  if (field.fieldKind === 'map') return { key: one };
  return field.fieldKind === 'list' ? [one] : one;
}

function elementValue(contracts: Contracts, field: DescField, ids: Ids, depth: number): unknown {
  if (field.message?.typeName === TimestampSchema.typeName) return timestampFromDate(new Date());
  if (field.message) return fill(contracts, field.message, ids, new Set(), depth + 1);
  if (field.enum) return (field.enum.values[1] ?? field.enum.values[0])?.number ?? 0;
  const constraint = constraintOf(contracts, field);
  switch (field.scalar) {
    case ScalarType.STRING: {
      const id = ids[field.name.replace(/_ids$/, '_id')];
      if (id) return id;
      const format = constraint?.format ?? 0;
      if (format === 1 || format === 2) return newId();
      return (texts[format] ?? '').padEnd(constraint?.minLength ?? 0, 'x');
    }
    case ScalarType.BOOL:
      return true;
    case ScalarType.BYTES:
      return new Uint8Array([1]);
    case ScalarType.INT64:
    case ScalarType.UINT64:
      return constraint?.min && constraint.min > 1n ? constraint.min : 1n;
    default:
      return constraint?.min && constraint.min > 1n ? Number(constraint.min) : 1;
  }
}
