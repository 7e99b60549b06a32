import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { readContracts } from '../contract.ts';
import { openApi } from '../documents/openapi.ts';
import { reference } from '../documents/reference.ts';

const contracts = readContracts();
const edge = contracts.rpcs.filter((rpc) => rpc.exposure === 'EDGE');
const rules = edge.flatMap((rpc) => rpc.http.map((rule) => ({ rpc, ...rule })));

/** The paths that Sippy was drawn with, under /api/v1, of the domains that there are. */
const promised = [
  'POST /auth/login',
  'POST /auth/register',
  'POST /auth/refresh',
  'POST /auth/logout',
  'POST /auth/forgot-password',
  'GET /auth/me',
  'POST /auth/verify',
  'POST /orders',
  'GET /orders/{}',
  'PATCH /orders/{}',
  'PATCH /orders/{}/status',
  'POST /orders/{}/items',
  'DELETE /orders/{}/items/{}',
  'GET /cafes/{}/orders',
  'GET /customers/{}/orders',
  'POST /payments/intent',
  'POST /payments/confirm',
  'POST /payments/capture',
  'POST /payments/refund',
  'GET /payments/{}',
  'POST /payments/cash',
  'GET /cafes/{}/transactions',
  'GET /cafes/{}/menu',
];

describe('REST paths', () => {
  const shapes = rules.map(
    ({ method, path }) => `${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, '{}')}`,
  );

  test.each(promised)('%s is there', (line) => {
    const [method, path] = line.split(' ');
    expect(shapes).toContain(`${method} /api/v1${path}`);
  });

  test('no two RPCs share one', () => {
    expect(shapes.filter((shape, i) => shapes.indexOf(shape) !== i)).toEqual([]);
  });

  test('all lie under /api/v1, but for the keys that tokens are verified with', () => {
    const elsewhere = rules.filter(({ path }) => !path.startsWith('/api/v1/')).map(({ path }) => path);
    expect(elsewhere).toEqual(['/.well-known/jwks.json']);
  });

  test('the fields in a path are single texts of the request, and required', () => {
    const bad = rules.flatMap(({ rpc, path }) =>
      [...path.matchAll(/\{([^}]+)\}/g)]
        .map(([, name = '']) => ({ name, field: rpc.method.input.fields.find((f) => f.name === name) }))
        .filter(({ field }) => field?.fieldKind !== 'scalar')
        .map(({ name }) => `${rpc.path} ${name}`),
    );
    expect(bad).toEqual([]);
  });

  test('what has no body holds nothing that a query cannot say', () => {
    const bad = rules
      .filter(({ body }) => body === '')
      .flatMap(({ rpc, path }) =>
        rpc.method.input.fields.filter(
          (field) =>
            !path.includes(`{${field.name}}`) &&
            (field.fieldKind === 'map' || (field.fieldKind === 'list' && field.message)),
        ),
      );
    expect(bad.map(String)).toEqual([]);
  });
});

describe('the OpenAPI document', () => {
  const document = openApi(contracts, '0.1.0') as {
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
  };

  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test('describes every REST path, each once', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(operations.length).toBe(rules.length);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('names no schema that it does not hold', () => {
    const text = JSON.stringify(document);
    const named = new Set(
      [...text.matchAll(/#\/components\/schemas\/([\w.]+)/g)].map(([, name]) => name ?? ''),
    );
    const held = Object.keys((document as unknown as { components: { schemas: object } }).components.schemas);
    expect([...named].filter((name) => !held.includes(name))).toEqual([]);
  });
});

describe('schemas of messages', () => {
  interface ObjectSchema {
    additionalProperties?: false;
    properties?: Record<string, unknown>;
  }
  interface Operation {
    requestBody?: { content: Record<string, { schema: ObjectSchema }> };
    responses: Record<string, unknown>;
  }
  const { paths, components } = openApi(contracts, '0.1.0') as unknown as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, ObjectSchema> };
  };
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const namesIn = (part: unknown) =>
    [...JSON.stringify(part).matchAll(/#\/components\/schemas\/([\w.]+)/g)].map(([, name]) => name ?? '');

  test('a body of a request holds no field that the contract does not know', () => {
    const bodies = operations.flatMap(
      ({ requestBody }) => requestBody?.content['application/json']?.schema ?? [],
    );
    const open = bodies.filter((body) => {
      const schema = body.properties ? body : components.schemas[namesIn(body)[0] ?? ''];
      return schema?.additionalProperties !== false;
    });
    expect(bodies.length).toBeGreaterThan(20);
    expect(open).toEqual([]);
    expect(components.schemas['sippy.order.v1.NewLine']?.additionalProperties).toBe(false);
  });

  test('an answer may grow: no schema that it leads to is closed', () => {
    const open = operations.flatMap(({ responses }) => namesIn(responses));
    const reached = new Set<string>();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...namesIn(components.schemas[name]));
    }
    expect(reached.size).toBeGreaterThan(20);
    expect([...reached].filter((name) => components.schemas[name]?.additionalProperties === false)).toEqual(
      [],
    );
  });
});

describe('the API reference', () => {
  const pages = reference(contracts);
  const html = Object.entries(pages).filter(([name]) => name.endsWith('.html'));

  test('tells of every RPC', () => {
    const text = html.map(([, page]) => page).join('');
    expect(contracts.rpcs.filter((rpc) => !text.includes(rpc.path)).map((rpc) => rpc.path)).toEqual([]);
  });

  test('has no link that leads nowhere', () => {
    const ids = new Set(
      html.flatMap(([name, page]) => [...page.matchAll(/id="([^"]+)"/g)].map(([, id]) => `${name}#${id}`)),
    );
    const links = html.flatMap(([name, page]) =>
      [...page.matchAll(/href="([^"/]*\.html)?#([^"]+)"/g)].map(([, file, id]) => `${file ?? name}#${id}`),
    );
    expect(links.filter((link) => !ids.has(link))).toEqual([]);
  });

  test('needs no script and no inline style, which the gateway forbids', () => {
    expect(html.filter(([, page]) => /<script|style=|javascript:/.test(page)).map(([name]) => name)).toEqual(
      [],
    );
  });
});
