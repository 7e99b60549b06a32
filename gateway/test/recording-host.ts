/** A host behind the gateway that knows every RPC of the contracts, writes down what reaches it, and answers as told. */
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import type { Rpc } from '@sippy/proto/contract';
import { HealthImplementation } from 'grpc-health-check';
import type { Address } from '../src/options.ts';

/** A call as it arrived. */
export interface Arrival {
  path: string;
  request: Buffer;
  metadata: Metadata;
  /** Epoch milliseconds; Infinity where there is none. */
  deadline: number;
}

type UnaryAnswer = handleUnaryCall<Buffer, Buffer>;
type StreamAnswer = handleServerStreamingCall<Buffer, Buffer>;

export interface RecordingHost {
  address: Address;
  arrivals: Arrival[];
  /** How unary RPCs are answered; those that are not here answer with an empty message. */
  answers: ReadonlyMap<string, UnaryAnswer>;
  /** Answers one RPC in a way of the test's own, until it is answered otherwise. */
  answer(path: string, how: UnaryAnswer): void;
  answerStream(path: string, how: StreamAnswer): void;
  stop(): void;
}

/** Listens on a unix socket. Every RPC answers with an empty message unless told otherwise. */
export async function startRecordingHost(rpcs: readonly Rpc[], socket: string): Promise<RecordingHost> {
  const server = new Server();
  const arrivals: Arrival[] = [];
  const answers = new Map<string, UnaryAnswer>();
  const streams = new Map<string, StreamAnswer>();
  const record = (
    call: ServerUnaryCall<Buffer, Buffer> | ServerWritableStream<Buffer, Buffer>,
    path: string,
  ) =>
    arrivals.push({
      path,
      request: call.request,
      metadata: call.metadata,
      deadline: Number(call.getDeadline()),
    });
  for (const service of new Set(rpcs.map((rpc) => rpc.service))) {
    const methods = rpcs.filter((rpc) => rpc.service === service);
    const definition = Object.fromEntries(methods.map((rpc) => [rpc.method.name, rawMethod(rpc)]));
    const handlers = Object.fromEntries(
      methods.map((rpc) => [
        rpc.method.name,
        rpc.method.methodKind === 'unary'
          ? (((call, reply) => {
              record(call, rpc.path);
              (answers.get(rpc.path) ?? ((_, send) => send(null, Buffer.alloc(0))))(call, reply);
            }) satisfies UnaryAnswer)
          : (((call) => {
              record(call, rpc.path);
              (streams.get(rpc.path) ?? ((stream) => stream.end()))(call);
            }) satisfies StreamAnswer),
      ]),
    );
    server.addService(definition, handlers);
  }
  new HealthImplementation({ '': 'SERVING' }).addToServer(server);
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (e) =>
      e ? reject(e) : resolve(),
    ),
  );
  return {
    address: `unix:${socket}`,
    arrivals,
    answers,
    answer: (path, how) => answers.set(path, how),
    answerStream: (path, how) => streams.set(path, how),
    stop: () => server.forceShutdown(),
  };
}

function rawMethod({ path, method }: Rpc) {
  const same = (bytes: Buffer) => bytes;
  return {
    path,
    requestStream: false,
    responseStream: method.methodKind !== 'unary',
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
}
