import type { Rpc, StreamRpc } from './call.ts';

/** Codec of a message, as ts-proto generates it. */
export interface MessageCodec {
  encode(message: never): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
  fromPartial(partial: never): unknown;
}

/** One RPC, as ts-proto's generic definitions describe it. */
export interface MethodDefinition {
  readonly name: string;
  readonly requestType: MessageCodec;
  readonly requestStream: boolean;
  readonly responseType: MessageCodec;
  readonly responseStream: boolean;
}

/** A gRPC service, as ts-proto's generic definitions describe it (`OrderServiceDefinition`). */
export interface GenericDefinition {
  readonly name: string;
  readonly fullName: string;
  readonly methods: Readonly<Record<string, MethodDefinition>>;
}

type Decoded<C> = C extends { decode(...args: never[]): infer T } ? T : never;
type Partially<C> = C extends { fromPartial(partial: infer T): unknown } ? T : never;

/** Request message of a method. */
export type RequestOf<M extends MethodDefinition> = Decoded<M['requestType']>;
/** Request of a method with every field optional, as a caller writes it. */
export type RequestInputOf<M extends MethodDefinition> = Partially<M['requestType']>;
/** Response message of a method. */
export type ResponseOf<M extends MethodDefinition> = Decoded<M['responseType']>;

/** One handler for every RPC of a service, by its camelCase name. */
export type HandlersOf<D extends GenericDefinition> = {
  readonly [K in keyof D['methods']]: D['methods'][K]['responseStream'] extends true
    ? StreamRpc<RequestOf<D['methods'][K]>, ResponseOf<D['methods'][K]>>
    : Rpc<RequestOf<D['methods'][K]>, ResponseOf<D['methods'][K]>>;
};

/** A gRPC service with its handlers, ready to be served. */
export interface Implementation {
  readonly definition: GenericDefinition;
  readonly handlers: Readonly<Record<string, Rpc<never, unknown> | StreamRpc<never, unknown>>>;
}
