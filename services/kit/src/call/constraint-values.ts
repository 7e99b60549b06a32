import { type DescEnum, type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { formats } from '../formats.ts';
import type { Message, MessageCheck } from './constraints.ts';
import type { ConstraintOption } from './descriptors.ts';
import type { FieldViolation } from './refusal.ts';

/** Checks the value of one field, whose name it puts into what it reports. */
export type ValueCheck = (value: unknown, name: string, violations: FieldViolation[]) => void;

/** Checks one value; `undefined` when it is fine, else what is wrong with it. */
type Test = (value: unknown) => string | undefined;

type Option = ConstraintOption | undefined;
type Nested = MessageCheck | undefined;

const DEFAULT_MAX_LENGTH = 200;
const DEFAULT_MAX_ITEMS = 100;
const DEFAULT_MAX_BYTES = 65_536;
const MISSING = 'must be set';
const OPAQUE = 12;

/** Check of a field that holds one value. `presence`: the zero value, when set, counts as a value. */
export function checkValue(field: DescField, option: Option, nested: Nested, presence: boolean): ValueCheck {
  const required = option?.required ?? false;
  const isEmpty = emptiness(field);
  const check = elementCheck(field, option, nested);
  return (value, name, violations) => {
    if (value === undefined || (required && isEmpty(value))) {
      if (required) violations.push({ field: name, description: MISSING });
    } else if (presence || !isEmpty(value)) {
      check(value, name, violations);
    }
  };
}

/** Check of a repeated field: its size, its elements, and that they differ where they must. */
export function checkList(
  field: DescField & { fieldKind: 'list' },
  option: Option,
  nested: Nested,
): ValueCheck {
  const max = option?.maxItems || DEFAULT_MAX_ITEMS;
  const min = Math.max(option?.minItems ?? 0, option?.required ? 1 : 0);
  const check = elementCheck(field, option, nested);
  const unique = option?.unique ?? false;
  return (value, name, violations) => {
    const list = value as readonly unknown[];
    if (list.length === 0 && !option?.required) return;
    const size = sizeProblem(list.length, min, max);
    if (size !== undefined) violations.push({ field: name, description: size });
    if (list.length > max) return;
    for (let i = 0; i < list.length; i++) {
      const before = violations.length;
      check(list[i], name, violations);
      if (violations.length > before) insertIndex(violations, before, name, i);
    }
    if (unique && new Set(list.map(identity)).size < list.length) {
      violations.push({ field: name, description: 'must not contain the same value twice' });
    }
  };
}

/** Check of a map: its size, its keys and its values. */
export function checkMap(
  field: DescField & { fieldKind: 'map' },
  option: Option,
  nested: Nested,
): ValueCheck {
  const max = option?.maxItems || DEFAULT_MAX_ITEMS;
  const min = Math.max(option?.minItems ?? 0, option?.required ? 1 : 0);
  const check = elementCheck(field, option, nested);
  const keyTest = textTest(undefined);
  return (value, name, violations) => {
    const entries = Object.entries(value as Record<string, unknown>);
    const size =
      entries.length === 0 && !option?.required ? undefined : sizeProblem(entries.length, min, max);
    if (size !== undefined) violations.push({ field: name, description: size });
    if (entries.length > max) return;
    for (const [key, element] of entries) {
      const problem = keyTest(key);
      if (problem !== undefined) violations.push({ field: name, description: `keys: ${problem}` });
      else check(element, `${name}[${JSON.stringify(key)}]`, violations);
    }
  };
}

function sizeProblem(size: number, min: number, max: number): string | undefined {
  if (size < min) return size === 0 ? MISSING : `must have at least ${min} elements`;
  return size > max ? `must have at most ${max} elements` : undefined;
}

/** Turns `lines.quantity` into `lines[2].quantity` for everything reported since `from`. */
function insertIndex(violations: FieldViolation[], from: number, name: string, index: number): void {
  for (let i = from; i < violations.length; i++) {
    const violation = violations[i];
    if (violation) violation.field = `${name}[${index}]${violation.field.slice(name.length)}`;
  }
}

function identity(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.getTime();
  if (typeof value !== 'object' || value === null) return value;
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
}

function emptiness(field: DescField): (value: unknown) => boolean {
  if (field.enum !== undefined) {
    // The generated values are the names of the contract, prefix and all.
    const zero = field.enum.values.find((value) => value.number === 0)?.name;
    return (value) => value === zero;
  }
  if (field.scalar === ScalarType.BYTES) return (value) => (value as Uint8Array).length === 0;
  if (field.scalar === ScalarType.BOOL) return () => false;
  if (field.scalar === ScalarType.STRING) return (value) => value === '';
  return (value) => value === 0 || value === 0n;
}

function elementCheck(field: DescField, option: Option, nested: Nested): ValueCheck {
  if (field.message !== undefined) return messageCheck(field.message, nested);
  const test = field.enum !== undefined ? enumTest(field.enum) : scalarTest(field.scalar, option);
  return (value, name, violations) => {
    const problem = test(value);
    if (problem !== undefined) violations.push({ field: name, description: problem });
  };
}

function messageCheck(message: DescMessage, nested: Nested): ValueCheck {
  if (message.typeName === 'google.protobuf.Timestamp') {
    return (value, name, violations) => {
      if (!isStorableTime(value))
        violations.push({ field: name, description: 'must be a time from year 1 to 9999' });
    };
  }
  return (value, name, violations) => {
    if (nested === undefined || value === undefined) return;
    const before = violations.length;
    nested(value as Message, violations);
    for (let i = before; i < violations.length; i++) {
      const violation = violations[i];
      if (violation) violation.field = `${name}.${violation.field}`;
    }
  };
}

const YEAR_1_MS = Date.parse('0001-01-01T00:00:00Z');
const YEAR_9999_MS = Date.parse('9999-12-31T23:59:59.999Z');

function isStorableTime(value: unknown): boolean {
  const time = value instanceof Date ? value.getTime() : Number.NaN;
  return time >= YEAR_1_MS && time <= YEAR_9999_MS;
}

function enumTest(type: DescEnum): Test {
  const names = new Set<unknown>(type.values.map((value) => value.name));
  return (value) => (names.has(value) ? undefined : 'is not a value this version knows');
}

function scalarTest(scalar: ScalarType | undefined, option: Option): Test {
  switch (scalar) {
    case ScalarType.STRING:
      return textTest(option);
    case ScalarType.BYTES:
      return bytesTest(option?.maxBytes || DEFAULT_MAX_BYTES);
    case ScalarType.BOOL:
      return () => undefined;
    default:
      return numberTest(scalar === ScalarType.DOUBLE || scalar === ScalarType.FLOAT, option);
  }
}

function textTest(option: Option): Test {
  const format = option?.format ?? 0;
  const check = formats[format];
  if (check === undefined) throw new Error(`the kit does not know the format ${format}: update formats.ts`);
  const max = option?.maxLength || DEFAULT_MAX_LENGTH;
  const min = option?.minLength ?? 0;
  return (value) => {
    const text = value as string;
    // Code units first: they are never fewer than characters, and counting is rarely needed.
    if (text.length > max && [...text].length > max) return `must have at most ${max} characters`;
    if (min > 0 && (text.length < min || [...text].length < min))
      return `must have at least ${min} characters`;
    return format === OPAQUE ? undefined : check(text);
  };
}

function bytesTest(max: number): Test {
  return (value) => ((value as Uint8Array).length > max ? `must have at most ${max} bytes` : undefined);
}

function numberTest(fractional: boolean, option: Option): Test {
  const { min, max } = option ?? {};
  return (value) => {
    if (typeof value === 'number' && !(fractional ? Number.isFinite(value) : Number.isInteger(value))) {
      return fractional ? 'must be a finite number' : 'must be a whole number';
    }
    if (min !== undefined && (value as number | bigint) < min) return `must be at least ${min}`;
    if (max !== undefined && (value as number | bigint) > max) return `must be at most ${max}`;
    return undefined;
  };
}
