import { ScalarType } from '@bufbuild/protobuf';
import { describe, expect, test } from 'vitest';
import {
  commentOf,
  constraintOf,
  exampleOf,
  isOneofRequired,
  isSensitive,
  type Rpc,
  readContracts,
} from '../contract.ts';

const contracts = readContracts();
const { rpcs, registry, services } = contracts;
const edge = rpcs.filter((rpc) => rpc.exposure === 'EDGE');
const files = [...registry.files].filter((file) => file.proto.package.startsWith('sippy.'));

const pathsOf = (found: readonly Rpc[]) => found.map((rpc) => rpc.path);

/** Scopes whose grants name a permission. */
const withPermission = ['CAFE', 'ORGANISATION', 'NETWORK', 'PLATFORM'];

/** RPCs that carry a secret say themselves what a repetition does, and declare no idempotency. */
const carriesSecret = (rpc: Rpc) => rpc.method.input.fields.some((field) => isSensitive(contracts, field));
/** Webhooks bring ids of their own. */
const isWebhook = (rpc: Rpc) =>
  rpc.method.input.fields.some((field) => field.message?.typeName === 'google.api.HttpBody');

/** Between services; a repetition finds nothing left to remove. */
const isErasure = (rpc: Rpc) => rpc.exposure === 'INTERNAL' && rpc.method.name.startsWith('Erase');

describe('every RPC has a complete access rule', () => {
  test('it says whether the gateway routes it, and who may call', () => {
    expect(pathsOf(rpcs.filter((rpc) => !rpc.exposure || rpc.grants.length === 0))).toEqual([]);
  });

  test('its grants name a permission exactly where their scope needs one', () => {
    const bad = rpcs.filter((rpc) =>
      rpc.grants.some(
        (grant) => !grant.scope || withPermission.includes(grant.scope) !== (grant.permission !== ''),
      ),
    );
    expect(pathsOf(bad)).toEqual([]);
  });

  test('the field that carries a scope is a text of the request', () => {
    const bad = rpcs.filter((rpc) =>
      rpc.grants.some(({ field }) => {
        const found = rpc.method.input.fields.find(({ name }) => name === field);
        return field !== '' && found?.scalar !== ScalarType.STRING;
      }),
    );
    expect(pathsOf(bad)).toEqual([]);
  });

  test('what is internal is for services alone, and has no REST path', () => {
    const internal = rpcs.filter((rpc) => rpc.exposure === 'INTERNAL');
    const bad = internal.filter(
      (rpc) => rpc.http.length > 0 || rpc.grants.some(({ scope }) => scope !== 'SERVICE'),
    );
    expect(pathsOf(bad)).toEqual([]);
  });

  test('what the edge shows is for someone other than services', () => {
    expect(pathsOf(edge.filter((rpc) => rpc.grants.every(({ scope }) => scope === 'SERVICE')))).toEqual([]);
  });
});

describe('every change can be sent again', () => {
  const changes = rpcs.filter((rpc) => rpc.idempotency !== 'NO_SIDE_EFFECTS');

  test('every RPC declares its idempotency level, but for those that carry a secret', () => {
    expect(pathsOf(rpcs.filter((rpc) => rpc.idempotency === 'NONE' && !carriesSecret(rpc)))).toEqual([]);
  });

  test('a change takes a required request_id, as its first field', () => {
    const bad = changes.filter((rpc) => {
      if (rpc.idempotency === 'NONE' || isWebhook(rpc) || isErasure(rpc)) return false;
      const field = rpc.method.input.fields.find(({ name }) => name === 'request_id');
      const constraint = field && constraintOf(contracts, field);
      return field?.number !== 1 || !constraint?.required || constraint.format === 0;
    });
    expect(pathsOf(bad)).toEqual([]);
  });

  test('a read takes none', () => {
    const reads = rpcs.filter((rpc) => rpc.idempotency === 'NO_SIDE_EFFECTS');
    expect(
      pathsOf(reads.filter((rpc) => rpc.method.input.fields.some(({ name }) => name === 'request_id'))),
    ).toEqual([]);
  });

  test('REST reads with GET and changes with anything else; only a quote, which has a body, is a read by POST', () => {
    const bad = edge.filter((rpc) =>
      rpc.http.some(
        ({ method, body }) =>
          (method === 'get') !== (rpc.idempotency === 'NO_SIDE_EFFECTS') &&
          !(rpc.idempotency === 'NO_SIDE_EFFECTS' && body),
      ),
    );
    expect(pathsOf(bad)).toEqual([]);
  });
});

describe('names and comments', () => {
  test('every element has a comment, which says nothing to the linter', () => {
    const bare = files.flatMap((file) => {
      const messages = allMessages(file.messages);
      const enums = [...file.enums, ...messages.flatMap((message) => message.nestedEnums)];
      const elements = [
        ...file.services,
        ...file.services.flatMap((service) => service.methods),
        ...messages,
        ...messages.flatMap((message) => message.fields),
        ...enums,
        ...enums.flatMap((type) => type.values),
      ];
      return elements.filter((element) => !commentOf(element)).map(String);
    });
    expect(bare).toEqual([]);
    const comments = rpcs.map(({ method }) => commentOf(method));
    expect(comments.filter((comment) => comment.includes('buf:lint'))).toEqual([]);
  });

  test('every RPC has a request and a response of its own', () => {
    const bad = rpcs.filter(({ method }) => {
      const raw = method.output.typeName === 'google.api.HttpBody';
      return (
        method.input.name !== `${method.name}Request` ||
        (method.output.name !== `${method.name}Response` && !raw)
      );
    });
    expect(pathsOf(bad)).toEqual([]);
  });

  test('times are called …_time', () => {
    const times = files.flatMap((file) => allMessages(file.messages)).flatMap((message) => message.fields);
    const bad = times.filter(
      (field) =>
        field.message?.typeName === 'google.protobuf.Timestamp' &&
        !/(^|_)(time|since|until)s?$/.test(field.name),
    );
    expect(bad.map(String)).toEqual([]);
  });

  test('lists are asked for in pages', () => {
    const lists = edge.filter((rpc) =>
      rpc.method.output.fields.some((field) => field.message?.typeName === 'sippy.type.v1.PageInfo'),
    );
    const bad = lists.filter(
      (rpc) => !rpc.method.input.fields.some((f) => f.message?.typeName === 'sippy.type.v1.PageRequest'),
    );
    expect(lists.length).toBeGreaterThan(5);
    expect(pathsOf(bad)).toEqual([]);
  });
});

test('every error reason has an example of its message', () => {
  const reasons = files
    .flatMap((file) => file.enums)
    .filter((type) => type.name.endsWith('Reason') && /reason\.proto$/.test(type.file.proto.name));
  expect(reasons.length).toBeGreaterThanOrEqual(services.length > 0 ? 5 : 0);
  const bare = reasons.flatMap((type) =>
    type.values.filter((value) => value.number !== 0 && !exampleOf(contracts, value)),
  );
  expect(bare.map(String)).toEqual([]);
});

test('every id of a request says what form it has, but for those that Stripe gives', () => {
  const free = ['payment_method_id'];
  const bad = edge.flatMap(({ method }) =>
    method.input.fields.filter(
      (field) =>
        /_ids?$/.test(field.name) &&
        field.scalar === ScalarType.STRING &&
        !free.includes(field.name) &&
        !constraintOf(contracts, field)?.format &&
        // Where an empty one removes what is there, only the length can be said.
        !(field.proto.proto3Optional && constraintOf(contracts, field)?.maxLength === 36),
    ),
  );
  expect(bad.map(String)).toEqual([]);
});

test('the constraint that one of several be set is on oneofs with at least two members', () => {
  const oneofs = files.flatMap((file) => allMessages(file.messages)).flatMap((message) => message.oneofs);
  expect(oneofs.filter((o) => isOneofRequired(contracts, o) && o.fields.length < 2).map(String)).toEqual([]);
});

type Message = (typeof files)[number]['messages'][number];

function allMessages(messages: readonly Message[]): Message[] {
  return messages.flatMap((message) => [message, ...allMessages(message.nestedMessages)]);
}
