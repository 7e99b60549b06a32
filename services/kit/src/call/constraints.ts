import type { DescField, DescMessage, DescOneof } from '@bufbuild/protobuf';
import { checkList, checkMap, checkValue, type ValueCheck } from './constraint-values.ts';
import type { Descriptors } from './descriptors.ts';
import type { FieldViolation } from './refusal.ts';

/** A decoded message, as ts-proto shapes it. */
export type Message = Readonly<Record<string, unknown>>;

/** Adds what is wrong with a message; adds nothing when all is well. */
export type MessageCheck = (message: Message, violations: FieldViolation[]) => void;

/** No more violations than this are reported at once. */
const MAX_VIOLATIONS = 20;

const MONEY = 'sippy.type.v1.Money';

/** Compiles the constraints of request messages, once per message type. */
export function createConstraints(descriptors: Descriptors): (message: DescMessage) => MessageCheck {
  const compiled = new Map<string, MessageCheck>();

  function checkOf(message: DescMessage): MessageCheck {
    const known = compiled.get(message.typeName);
    if (known !== undefined) return known;
    let check: MessageCheck = () => {};
    // Registered before its fields are looked at, so that a message may contain itself.
    compiled.set(message.typeName, (value, violations) => check(value, violations));
    check = compileMessage(message);
    compiled.set(message.typeName, check);
    return check;
  }

  function compileMessage(message: DescMessage): MessageCheck {
    if (message.typeName.startsWith('google.')) return () => {};
    const checks = message.members.map((member) =>
      member.kind === 'oneof' ? compileOneof(member) : compileField(member, propertyOf(member.name)),
    );
    return (value, violations) => {
      for (const check of checks) {
        check(value, violations);
        if (violations.length >= MAX_VIOLATIONS) return;
      }
    };
  }

  function compileField(field: DescField, property: string): MessageCheck {
    const check = fieldCheck(field);
    const { name } = field;
    return (message, violations) => check(message[property], name, violations);
  }

  function compileOneof(oneof: DescOneof): MessageCheck {
    const property = propertyOf(oneof.name);
    const required = descriptors.oneofRequired(oneof);
    const names = oneof.fields.map((field) => field.name).join(', ');
    const members = new Map(
      oneof.fields.map((field) => [propertyOf(field.name), { name: field.name, check: fieldCheck(field) }]),
    );
    return (message, violations) => {
      const chosen = message[property] as { $case: string; value: unknown } | undefined;
      const member = chosen && members.get(chosen.$case);
      if (chosen !== undefined && member !== undefined) member.check(chosen.value, member.name, violations);
      else if (required) violations.push({ field: oneof.name, description: `one of ${names} must be set` });
    };
  }

  function fieldCheck(field: DescField): ValueCheck {
    const option = descriptors.constraint(field);
    const nested =
      field.message === undefined ? undefined : nestedCheck(field.message, option?.min, option?.max);
    if (field.fieldKind === 'map') return checkMap(field, option, nested);
    if (field.fieldKind === 'list') return checkList(field, option, nested);
    return checkValue(field, option, nested, isPresentByItself(field));
  }

  function nestedCheck(message: DescMessage, min: bigint | undefined, max: bigint | undefined): MessageCheck {
    if (message.typeName !== MONEY || (min === undefined && max === undefined)) return checkOf(message);
    const inner = checkOf(message);
    return (money, violations) => {
      inner(money, violations);
      const minor = money.minor as bigint;
      if (min !== undefined && minor < min)
        violations.push({ field: 'minor', description: `must be at least ${min}` });
      if (max !== undefined && minor > max)
        violations.push({ field: 'minor', description: `must be at most ${max}` });
    };
  }

  return checkOf;
}

/** Whether a set field is told from an unset one even when it holds the zero value. */
function isPresentByItself(field: DescField): boolean {
  if (field.fieldKind === 'message') return true;
  return field.oneof !== undefined || field.proto.proto3Optional === true;
}

/** Name of the property in which ts-proto keeps a field. */
export function propertyOf(protoName: string): string {
  if (!protoName.includes('_')) return protoName;
  return protoName
    .replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/_+$/, '');
}
