/** An example call of an RPC over REST, made from its contract. */
import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { type Contracts, constraintOf, type Rpc } from '../contract.ts';
import { escapeHtml } from './html.ts';

const id = '018f3c5e-7a2b-7c3d-8e4f-5a6b7c8d9e0f';

/** Examples of the formats of `sippy.options.v1.Format`, by number. */
const texts = [
  'text',
  id,
  id,
  'ada@example.com',
  '+12125550123',
  'EUR',
  'Europe/Berlin',
  'de-AT',
  '2026-05-04',
  '08:30',
  'blue-bottle',
  '4711',
  'opaque',
  'A',
];

/** A `curl` line with what the request must hold. Empty for RPCs without a REST path. */
export function exampleCall(contracts: Contracts, rpc: Rpc): string {
  const [rule] = rpc.http;
  if (!rule) return '';
  const inPath = new Set([...rule.path.matchAll(/\{([^}=]+)/g)].map(([, name]) => name ?? ''));
  const isPublic = rpc.grants.some((grant) => grant.scope === 'PUBLIC');
  const body = rule.body === '*' ? sample(contracts, rpc.method.input, inPath) : undefined;
  const lines = [
    `curl ${rule.method === 'get' ? '' : `-X ${rule.method.toUpperCase()} `}http://localhost:8080${rule.path.replace(/\{[^}]+\}/g, id)}`,
    ...(isPublic ? [] : [`-H "authorization: Bearer $TOKEN"`]),
    ...(body ? [`-H 'content-type: application/json'`, `-d '${JSON.stringify(body)}'`] : []),
  ];
  return `<details><summary>Example</summary><pre><code>${escapeHtml(lines.join(' \\\n  '))}</code></pre></details>`;
}

function sample(
  contracts: Contracts,
  message: DescMessage,
  without: ReadonlySet<string> = new Set(),
): object {
  const fields = message.fields.filter((f) => !without.has(f.name) && constraintOf(contracts, f)?.required);
  return Object.fromEntries(fields.map((field) => [field.jsonName, value(contracts, field)]));
}

function value(contracts: Contracts, field: DescField): unknown {
  const one = field.message
    ? messageValue(contracts, field.message)
    : field.enum
      ? (field.enum.values[1] ?? field.enum.values[0])?.name
      : scalarValue(contracts, field);
  if (field.fieldKind === 'list') return [one];
  return field.fieldKind === 'map' ? { key: one } : one;
}

function messageValue(contracts: Contracts, message: DescMessage): unknown {
  return message.typeName === 'google.protobuf.Timestamp'
    ? '2026-05-04T08:30:00Z'
    : sample(contracts, message);
}

function scalarValue(contracts: Contracts, field: DescField): unknown {
  const constraint = constraintOf(contracts, field);
  switch (field.scalar) {
    case ScalarType.STRING:
      return texts[constraint?.format ?? 0] ?? 'text';
    case ScalarType.BOOL:
      return true;
    case ScalarType.INT64:
      return String(constraint?.min && constraint.min > 0n ? constraint.min : 475n);
    default:
      return 1;
  }
}
