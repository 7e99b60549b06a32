/** What the SDK needs to know of a generated message. */
export interface MessageType {
  encode(message: unknown): { finish(): Uint8Array };
  decode(bytes: Uint8Array): unknown;
  fromPartial(partial: unknown): unknown;
}

/** One RPC as its contract describes it. */
export interface Method {
  readonly name: string;
  readonly requestType: MessageType;
  readonly responseType: MessageType;
  readonly responseStream: boolean;
  /** Holds `idempotencyLevel` where a repetition is harmless. */
  readonly options: object;
}

/** One service as its contract describes it. */
export interface ServiceShape {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, Method>>;
}

/** What may be said of one call beside its request. */
export interface CallOptions {
  /** Ends the call early; the promise rejects with code CANCELLED. */
  signal?: AbortSignal;
  /** Longest the caller waits, retries included; default 10,000. */
  timeoutMs?: number;
  /** How long one attempt of it may take before it is repeated; five seconds if not said. For work that takes longer. */
  attemptTimeoutMs?: number;
  /** Joins this call's traces, logs and events; made up where it is missing. */
  correlationId?: string;
}

type RequestOf<M> = M extends { requestType: { fromPartial(partial: infer P): unknown } } ? P : never;
type ResponseOf<M> = M extends { responseType: { decode(bytes: Uint8Array): infer S } } ? S : never;

/** The typed client of a service: one function an RPC; a stream is an async iterable. */
export type ServiceClient<D extends ServiceShape> = {
  readonly [K in keyof D['methods']]: D['methods'][K] extends { readonly responseStream: true }
    ? (
        request: RequestOf<D['methods'][K]>,
        options?: CallOptions,
      ) => AsyncIterable<ResponseOf<D['methods'][K]>>
    : (request: RequestOf<D['methods'][K]>, options?: CallOptions) => Promise<ResponseOf<D['methods'][K]>>;
};
