/** Messages of the contracts as JSON Schema, in the form in which the gateway reads and writes them. */
import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { type Contracts, commentOf, constraintOf, isOneofRequired, isSensitive } from '../contract.ts';
import { requestMessages } from './request-messages.ts';

export type Schema = Record<string, unknown>;

/** How Protobuf's own messages look in JSON. */
const wellKnown: Readonly<Record<string, Schema>> = {
  'google.protobuf.Timestamp': { type: 'string', format: 'date-time' },
  'google.protobuf.Duration': { type: 'string', pattern: '^-?\\d+(\\.\\d{1,9})?s$' },
  'google.protobuf.FieldMask': { type: 'string' },
  'google.protobuf.Empty': { type: 'object' },
  'google.protobuf.Struct': { type: 'object' },
  'google.protobuf.Any': { type: 'object', properties: { '@type': { type: 'string' } }, required: ['@type'] },
  'google.api.HttpBody': { type: 'string', contentMediaType: 'application/octet-stream' },
};

/** What the formats of `sippy.options.v1.Format` mean, by number. */
const formats: readonly Schema[] = [
  {},
  { format: 'uuid' },
  { format: 'uuid' },
  { format: 'email', maxLength: 254 },
  { pattern: '^\\+[1-9]\\d{1,14}$', examples: ['+12125550123'] },
  { pattern: '^[A-Z]{3}$', examples: ['EUR'] },
  { examples: ['Europe/Berlin'] },
  { examples: ['de-AT'] },
  { format: 'date' },
  { pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', examples: ['08:30'] },
  { pattern: '^[a-z0-9-]+$', examples: ['blue-bottle'] },
  { pattern: '^\\d{4,8}$' },
  {},
  { pattern: '^[A-Z]+$' },
];

/** Makes schemas, and collects those of the messages and enums that are named on the way. */
export interface SchemaMaker {
  /** Schemas of named messages and enums so far, by full name. */
  components: Record<string, Schema>;
  /** A reference to a message's schema, or the schema itself where JSON has a form of its own. */
  ofMessage(message: DescMessage): Schema;
  ofField(field: DescField): Schema;
  /** A message without some of its fields, written out. */
  without(message: DescMessage, fields: ReadonlySet<string>): Schema;
}

export function createSchemaMaker(contracts: Contracts): SchemaMaker {
  const components: Record<string, Schema> = {};
  const closed = requestMessages(contracts);
  const named = (name: string, make: () => Schema): Schema => {
    if (!(name in components)) {
      // Before it is made, since messages may hold themselves.
      components[name] = {};
      components[name] = make();
    }
    return { $ref: `#/components/schemas/${name}` };
  };
  const ofMessage = (message: DescMessage): Schema =>
    wellKnown[message.typeName] ?? named(message.typeName, () => objectSchema(message, message.fields));
  const ofEnum = (type: DescEnum): Schema => named(type.typeName, () => enumSchema(type));

  function objectSchema(message: DescMessage, fields: readonly DescField[]): Schema {
    const required = fields.filter((field) => constraintOf(contracts, field)?.required);
    const oneofs = message.oneofs.filter((oneof) => isOneofRequired(contracts, oneof));
    const comment = commentOf(message);
    return {
      type: 'object',
      ...(comment ? { description: comment } : {}),
      properties: Object.fromEntries(fields.map((field) => [field.jsonName, ofField(field)])),
      ...(required.length > 0 ? { required: required.map((field) => field.jsonName) } : {}),
      ...(oneofs.length > 0
        ? { allOf: oneofs.map((o) => ({ oneOf: o.fields.map((f) => ({ required: [f.jsonName] })) })) }
        : {}),
      // The gateway passes over what it does not know; so a misspelt field is found by the schema, or by nobody.
      ...(closed.has(message.typeName) ? { additionalProperties: false } : {}),
    };
  }

  function ofField(field: DescField): Schema {
    const group = field.oneof
      ? `At most one of ${field.oneof.fields.map((f) => f.jsonName).join(', ')}.`
      : '';
    const description = [commentOf(field), group].filter(Boolean).join(' ');
    return {
      ...valueSchema(field),
      ...(description ? { description } : {}),
      ...(field.deprecated ? { deprecated: true } : {}),
      ...(isSensitive(contracts, field) && field.scalar === ScalarType.STRING ? { format: 'password' } : {}),
    };
  }

  function valueSchema(field: DescField): Schema {
    const constraint = constraintOf(contracts, field);
    if (field.fieldKind === 'list') {
      const items = elementSchema(field);
      return {
        type: 'array',
        items,
        ...(constraint?.minItems ? { minItems: constraint.minItems } : {}),
        ...(constraint?.maxItems ? { maxItems: constraint.maxItems } : {}),
        ...(constraint?.unique ? { uniqueItems: true } : {}),
      };
    }
    if (field.fieldKind === 'map') return { type: 'object', additionalProperties: elementSchema(field) };
    return elementSchema(field);
  }

  function elementSchema(field: DescField): Schema {
    if (field.message) return ofMessage(field.message);
    if (field.enum) return ofEnum(field.enum);
    return scalarSchema(contracts, field);
  }

  return {
    components,
    ofMessage,
    ofField,
    without: (message, fields) =>
      objectSchema(
        message,
        message.fields.filter((field) => !fields.has(field.name)),
      ),
  };
}

function enumSchema(type: DescEnum): Schema {
  const lines = type.values.map((value) => `- \`${value.name}\`: ${commentOf(value)}`);
  return {
    type: 'string',
    enum: type.values.map((value) => value.name),
    description: [commentOf(type), ...lines].join('\n'),
  };
}

function scalarSchema(contracts: Contracts, field: DescField): Schema {
  const constraint = constraintOf(contracts, field);
  switch (field.scalar) {
    case ScalarType.STRING:
      return {
        type: 'string',
        ...formats[constraint?.format ?? 0],
        ...(constraint?.minLength ? { minLength: constraint.minLength } : {}),
        ...(constraint?.maxLength ? { maxLength: constraint.maxLength } : {}),
      };
    case ScalarType.BOOL:
      return { type: 'boolean' };
    case ScalarType.BYTES:
      return { type: 'string', contentEncoding: 'base64' };
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return { type: 'number' };
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64: {
      // In JSON they are text, so that no number loses digits.
      const bounds = [constraint?.min, constraint?.max].some((bound) => bound !== undefined);
      const limits = `From ${constraint?.min ?? '-2^63'} to ${constraint?.max ?? '2^63-1'}.`;
      return {
        type: 'string',
        format: 'int64',
        pattern: '^-?\\d+$',
        ...(bounds ? { $comment: limits } : {}),
      };
    }
    default:
      return {
        type: 'integer',
        format: 'int32',
        ...(constraint?.min === undefined ? {} : { minimum: Number(constraint.min) }),
        ...(constraint?.max === undefined ? {} : { maximum: Number(constraint.max) }),
      };
  }
}
