/** The REST side of the contracts as an OpenAPI 3.1 document. */
import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { type Contracts, commentOf, constraintOf, type HttpRule, type Rpc } from '../contract.ts';
import { createSchemaMaker, type Schema, type SchemaMaker } from './json-schema.ts';

const about = `What outsiders call over REST. Sippy's own clients call the same RPCs over gRPC and grpc-web; the API reference
at /docs/ shows both.

- Numbers of 64 bits, such as amounts of money in minor units, are text in JSON.
- Every change takes a \`requestId\` (UUID) of the caller's choosing. The same id with the same body changes nothing
  and answers the same again; with another body it is refused.
- Errors have one form, \`google.rpc.Status\`; its \`ErrorInfo\` says the reason.
- Live streams are server-sent events.`;

/** Makes the document. `version` is the product's. */
export function openApi(contracts: Contracts, version: string): Schema {
  const schemas = createSchemaMaker(contracts);
  const rpcs = contracts.rpcs.filter((rpc) => rpc.exposure === 'EDGE' && rpc.http.length > 0);
  const paths: Record<string, Schema> = {};
  for (const rpc of rpcs) {
    for (const [i, rule] of rpc.http.entries()) {
      const path = rule.path.replace(/\{([^}=]+)[^}]*\}/g, (_, name: string) => `{${jsonNameOf(rpc, name)}}`);
      paths[path] = { ...paths[path], [rule.method]: operation(contracts, schemas, rpc, rule, i) };
    }
  }
  schemas.components['google.rpc.Status'] = statusSchema;
  const services = [...new Set(rpcs.map((rpc) => rpc.service))];
  return {
    openapi: '3.1.0',
    info: { title: 'Sippy', version, description: about },
    servers: [{ url: '/' }],
    tags: services.map((service) => ({ name: service.name, description: commentOf(service) })),
    paths: sorted(paths),
    components: {
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: sorted(schemas.components),
    },
  };
}

/** The operation of an RPC's path; `index` counts where it has several. */
function operation(
  contracts: Contracts,
  schemas: SchemaMaker,
  rpc: Rpc,
  rule: HttpRule,
  index: number,
): Schema {
  const { method, service } = rpc;
  const inPath = new Set([...rule.path.matchAll(/\{([^}=]+)/g)].map(([, name]) => name ?? ''));
  const rest = method.input.fields.filter((field) => !inPath.has(field.name));
  const inQuery = rule.body === '*' ? [] : rest.filter((field) => field.name !== rule.body);
  const isPublic = rpc.grants.some((grant) => grant.scope === 'PUBLIC');
  const [summary = '', ...more] = commentOf(method).split(/(?<=\.)\s/);
  return {
    operationId: `${service.name}_${method.name}${index === 0 ? '' : `_${index + 1}`}`,
    tags: [service.name],
    summary: summary.replace(/\.$/, ''),
    description: [more.join(' '), ...accessWords(rpc)].filter(Boolean).join('\n\n'),
    security: isPublic ? [{}, { accessToken: [] }] : [{ accessToken: [] }],
    parameters: [
      ...method.input.fields
        .filter((field) => inPath.has(field.name))
        .map((field) => ({
          name: field.jsonName,
          in: 'path',
          required: true,
          ...parameterBody(schemas, field),
        })),
      ...inQuery.flatMap((field) => queryParameters(contracts, schemas, field, '', 0)),
    ],
    ...(rule.body ? { requestBody: requestBody(schemas, method.input, rule.body, inPath) } : {}),
    responses: {
      200: { description: commentOf(method.output) || 'The answer.', content: answerContent(schemas, rpc) },
      default: {
        description: 'A refusal or an error.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/google.rpc.Status' } } },
      },
    },
    ...(method.deprecated ? { deprecated: true } : {}),
  };
}

/** Who may call, in words. */
export function accessWords(rpc: Rpc): string[] {
  const grants = rpc.grants.map(({ scope, permission, field }) => {
    const where = field ? ` (\`${field}\`)` : '';
    const words: Record<string, string> = {
      PUBLIC: 'anyone',
      SELF: `signed-in callers, about what is their own${where}`,
      CAFE: `\`${permission}\` at the café${where}`,
      ORGANISATION: `\`${permission}\` in the organisation${where}`,
      NETWORK: `\`${permission}\` in the network${where}`,
      PLATFORM: `operators with \`${permission}\``,
      SERVICE: 'other services',
    };
    return words[scope] ?? scope;
  });
  const limit = rpc.perMinute > 0 ? [`At most ${rpc.perMinute} calls a minute and caller.`] : [];
  return [`Allowed for: ${grants.join('; ')}.`, ...limit];
}

function parameterBody(schemas: SchemaMaker, field: DescField): Schema {
  const { description, ...schema } = schemas.ofField(field);
  return { ...(description ? { description } : {}), schema };
}

/** Messages in a query are spelled out, with dots. */
function queryParameters(
  contracts: Contracts,
  schemas: SchemaMaker,
  field: DescField,
  prefix: string,
  depth: number,
): Schema[] {
  const name = `${prefix}${field.jsonName}`;
  const isSpelledOut = field.message && !field.message.typeName.startsWith('google.protobuf.');
  if (isSpelledOut && field.fieldKind === 'message') {
    if (depth > 3) return [];
    return field.message.fields.flatMap((inner) =>
      queryParameters(contracts, schemas, inner, `${name}.`, depth + 1),
    );
  }
  const required = !prefix && constraintOf(contracts, field)?.required;
  return [{ name, in: 'query', ...(required ? { required } : {}), ...parameterBody(schemas, field) }];
}

function requestBody(
  schemas: SchemaMaker,
  input: DescMessage,
  body: string,
  inPath: ReadonlySet<string>,
): Schema {
  const field = input.fields.find(({ name }) => name === body);
  if (field?.message?.typeName === 'google.api.HttpBody') {
    return { required: true, content: { '*/*': { schema: schemas.ofMessage(field.message) } } };
  }
  const whole = inPath.size > 0 ? schemas.without(input, inPath) : schemas.ofMessage(input);
  return {
    required: true,
    content: { 'application/json': { schema: field ? schemas.ofField(field) : whole } },
  };
}

function answerContent(schemas: SchemaMaker, { method }: Rpc): Schema {
  const schema = schemas.ofMessage(method.output);
  if (method.output.typeName === 'google.api.HttpBody') return { '*/*': { schema } };
  return method.methodKind === 'server_streaming'
    ? { 'text/event-stream': { schema } }
    : { 'application/json': { schema } };
}

function jsonNameOf(rpc: Rpc, name: string): string {
  return rpc.method.input.fields.find((field) => field.name === name)?.jsonName ?? name;
}

function sorted(record: Record<string, Schema>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const statusSchema: Schema = {
  type: 'object',
  description: 'Why a call was not answered.',
  required: ['code', 'message', 'details'],
  properties: {
    code: { type: 'integer', description: 'Canonical code: 3 is INVALID_ARGUMENT, 5 NOT_FOUND, and so on.' },
    message: { type: 'string', description: 'For people; it may change.' },
    details: {
      type: 'array',
      description:
        'For programs: `google.rpc.ErrorInfo` with `reason` and `domain`, `BadRequest`, `RetryInfo`.',
      items: { type: 'object', required: ['@type'], properties: { '@type': { type: 'string' } } },
    },
  },
};
