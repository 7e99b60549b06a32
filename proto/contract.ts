/** The contracts as the descriptor set tells them: what each RPC is, who may call it and where it lies over REST. */
import { readFileSync } from 'node:fs';
import type {
  AnyDesc,
  DescEnum,
  DescEnumValue,
  DescExtension,
  DescField,
  DescMessage,
  DescMethod,
  DescOneof,
  DescService,
  FileRegistry,
} from '@bufbuild/protobuf';
import { createFileRegistry, fromBinary, getOption, hasOption } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema, MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';

/** Where `npm run gen` puts the descriptor set that services and gateway run with, without comments. */
export const descriptorsFile: URL = new URL('./gen/descriptors.binpb', import.meta.url);

/** The same set with its comments. */
const documentedFile: URL = new URL('./gen/documented.binpb', import.meta.url);

export type HttpMethod = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One REST mapping of an RPC. */
export interface HttpRule {
  method: HttpMethod;
  /** Path template with proto field names, such as `/api/v1/orders/{order_id}`. */
  path: string;
  /** Request field sent as the body; `*` for all that is not in the path, empty for none. */
  body: string;
}

/** One way of being allowed to call an RPC. */
export interface Grant {
  /** Without its prefix, such as `CAFE`. */
  scope: string;
  permission: string;
  field: string;
}

/** One RPC of the contracts. */
export interface Rpc {
  service: DescService;
  method: DescMethod;
  /** Such as `/sippy.order.v1.OrderService/PlaceOrder`. */
  path: string;
  /** Undefined where the contract does not say. */
  exposure: 'EDGE' | 'INTERNAL' | undefined;
  grants: readonly Grant[];
  /** Most calls one caller may make in a minute; 0 leaves the general limit. */
  perMinute: number;
  idempotency: 'NONE' | 'NO_SIDE_EFFECTS' | 'IDEMPOTENT';
  http: readonly HttpRule[];
}

/** What a request field must satisfy; numbers that are not set are 0. */
export interface Constraint {
  required: boolean;
  /** Number of the format in `sippy.options.v1.Format`. */
  format: number;
  minLength: number;
  maxLength: number;
  min?: bigint;
  max?: bigint;
  minItems: number;
  maxItems: number;
  unique: boolean;
  maxBytes: number;
}

/** All contracts of a descriptor set. */
export interface Contracts {
  registry: FileRegistry;
  /** In the order of files and declarations, Sippy's only. */
  services: readonly DescService[];
  rpcs: readonly Rpc[];
}

interface AccessOption {
  exposure: number;
  anyOf: { scope: number; permission: string; field: string }[];
  perMinute: number;
}

interface HttpOption {
  pattern: { case: string | undefined; value?: unknown };
  body: string;
  additionalBindings: HttpOption[];
}

/** Reads a descriptor set. Throws if it is not one or lacks Sippy's options. */
export function readContracts(bytes: Uint8Array = readFileSync(documentedFile)): Contracts {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  const services = [...registry.files].flatMap((file) =>
    file.proto.package.startsWith('sippy.') ? file.services : [],
  );
  return { registry, services, rpcs: services.flatMap((s) => s.methods.map((m) => readRpc(registry, m))) };
}

function readRpc(registry: FileRegistry, method: DescMethod): Rpc {
  const access = option<AccessOption>(registry, method, 'sippy.options.v1.access');
  const http = option<HttpOption>(registry, method, 'google.api.http');
  const scopes = registry.getEnum('sippy.options.v1.Scope');
  const levels = {
    [MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN]: 'NONE',
    [MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS]: 'NO_SIDE_EFFECTS',
    [MethodOptions_IdempotencyLevel.IDEMPOTENT]: 'IDEMPOTENT',
  } as const;
  const exposures = [undefined, 'EDGE', 'INTERNAL'] as const;
  return {
    service: method.parent,
    method,
    path: `/${method.parent.typeName}/${method.name}`,
    exposure: exposures[access?.exposure ?? 0],
    grants: (access?.anyOf ?? []).map(({ scope, permission, field }) => ({
      scope: (scopes?.value[scope]?.name ?? '').replace('SCOPE_', ''),
      permission,
      field,
    })),
    perMinute: access?.perMinute ?? 0,
    idempotency: levels[method.idempotency],
    http: http ? [http, ...http.additionalBindings].flatMap(readHttpRule) : [],
  };
}

function readHttpRule({ pattern, body }: HttpOption): HttpRule[] {
  if (typeof pattern.value !== 'string') return [];
  return [{ method: pattern.case as HttpMethod, path: pattern.value, body }];
}

/** The constraint on a field; undefined where the contract names none. */
export function constraintOf({ registry }: Contracts, field: DescField): Constraint | undefined {
  return option<Constraint>(registry, field, 'sippy.options.v1.constraint');
}

/** Whether a field carries a secret or personal data. */
export function isSensitive({ registry }: Contracts, field: DescField): boolean {
  return option<boolean>(registry, field, 'sippy.options.v1.sensitive') ?? false;
}

/** Whether one member of a oneof must be set. */
export function isOneofRequired({ registry }: Contracts, oneof: DescOneof): boolean {
  return option<boolean>(registry, oneof, 'sippy.options.v1.oneof_required') ?? false;
}

/** The example message of an error reason. */
export function exampleOf({ registry }: Contracts, value: DescEnumValue): string | undefined {
  return option<string>(registry, value, 'sippy.options.v1.example');
}

function option<T>(registry: FileRegistry, element: AnyDesc, name: string): T | undefined {
  const extension = registry.getExtension(name);
  if (!extension) return undefined;
  // The extension's type is known only from the descriptor set, so its value's type is the caller's word.
  const read = { has: hasOption, get: getOption } as unknown as {
    has(element: AnyDesc, extension: DescExtension): boolean;
    get(element: AnyDesc, extension: DescExtension): unknown;
  };
  return read.has(element, extension) ? (read.get(element, extension) as T) : undefined;
}

const paths = new WeakMap<object, ReadonlyMap<string, string>>();

/** The comment above an element without what is said to the linter, in one line per paragraph; empty where there is none. */
export function commentOf(
  element: DescService | DescMethod | DescMessage | DescField | DescEnum | DescEnumValue,
): string {
  const file = fileOf(element).proto;
  let comments = paths.get(file);
  if (!comments) {
    comments = new Map(
      (file.sourceCodeInfo?.location ?? []).map((at) => [at.path.join('.'), at.leadingComments]),
    );
    paths.set(file, comments);
  }
  return (comments.get(sourcePath(element).join('.')) ?? '')
    .replace(/^ *buf:lint:.*$/gm, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join('\n')
    .trim();
}

function fileOf(element: Parameters<typeof commentOf>[0]) {
  if (element.kind === 'rpc' || element.kind === 'enum_value' || element.kind === 'field') {
    return element.parent.file;
  }
  return element.file;
}

/** Path of an element in descriptor.proto's numbering, as source code info keys its locations. */
function sourcePath(element: Parameters<typeof commentOf>[0]): number[] {
  switch (element.kind) {
    case 'service':
      return [6, element.file.proto.service.indexOf(element.proto)];
    case 'rpc':
      return [...sourcePath(element.parent), 2, element.parent.proto.method.indexOf(element.proto)];
    case 'message':
      return element.parent
        ? [...sourcePath(element.parent), 3, element.parent.proto.nestedType.indexOf(element.proto)]
        : [4, element.file.proto.messageType.indexOf(element.proto)];
    case 'enum':
      return element.parent
        ? [...sourcePath(element.parent), 4, element.parent.proto.enumType.indexOf(element.proto)]
        : [5, element.file.proto.enumType.indexOf(element.proto)];
    case 'field':
      return [...sourcePath(element.parent), 2, element.parent.proto.field.indexOf(element.proto)];
    case 'enum_value':
      return [...sourcePath(element.parent), 2, element.parent.proto.value.indexOf(element.proto)];
  }
}
