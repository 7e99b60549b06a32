import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  createFileRegistry,
  type DescExtension,
  type DescField,
  type DescMethod,
  type DescOneof,
  type FileRegistry,
  fromBinary,
  getExtension,
  hasExtension,
} from '@bufbuild/protobuf';
import type { GenExtension } from '@bufbuild/protobuf/codegenv2';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** A grant of an access rule as the contract states it; enums are numbers of `sippy.options.v1`. */
export interface GrantOption {
  scope: number;
  permission: string;
  field: string;
}

/** The option `(sippy.options.v1.access)` of an RPC. */
export interface AccessOption {
  exposure: number;
  anyOf: GrantOption[];
  sheddable: boolean;
}

/** The option `(sippy.options.v1.constraint)` of a field. */
export interface ConstraintOption {
  required: boolean;
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

/** The contracts at run time: what the descriptor set says of methods and fields. */
export interface Descriptors {
  /** A method by its service's full name; throws if the set does not hold it. */
  method(service: string, name: string): DescMethod;
  access(method: DescMethod): AccessOption | undefined;
  constraint(field: DescField): ConstraintOption | undefined;
  oneofRequired(oneof: DescOneof): boolean;
  /** The encoded descriptor set, for reflection. */
  readonly bytes: Uint8Array;
}

let shared: Descriptors | undefined;

/** The descriptors of all Sippy contracts, read once. */
export function sippyDescriptors(): Descriptors {
  shared ??= readDescriptors(
    readFileSync(fileURLToPath(import.meta.resolve('@sippy/proto/descriptors.binpb'))),
  );
  return shared;
}

/** Reads an encoded `google.protobuf.FileDescriptorSet` that holds the options' files too. */
function readDescriptors(bytes: Uint8Array): Descriptors {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes));
  const access = optionReader<AccessOption>(registry, 'access');
  const constraint = optionReader<ConstraintOption>(registry, 'constraint');
  const oneofRequired = optionReader<boolean>(registry, 'oneof_required');
  return {
    method(service, name) {
      const method = registry.getService(service)?.methods.find((m) => m.name === name);
      if (method === undefined)
        throw new Error(`${service}/${name} is not in the descriptor set: run npm run gen`);
      return method;
    },
    access: (method) => access(method.proto.options),
    constraint: (field) => constraint(field.proto.options),
    oneofRequired: (oneof) => oneofRequired(oneof.proto.options) ?? false,
    bytes,
  };
}

type Options = Parameters<typeof hasExtension>[0] | undefined;

function optionReader<T>(registry: FileRegistry, name: string): (options: Options) => T | undefined {
  const extension: DescExtension | undefined = registry.getExtension(`sippy.options.v1.${name}`);
  if (extension === undefined)
    throw new Error(`the descriptor set lacks the option sippy.options.v1.${name}`);
  const typed = extension as unknown as GenExtension<NonNullable<Options>, T>;
  return (options) =>
    options !== undefined && hasExtension(options, typed) ? (getExtension(options, typed) as T) : undefined;
}
