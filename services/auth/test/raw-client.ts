import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import type { GenericDefinition, RequestInputOf, ResponseOf } from '@sippy/kit/definition';
import { decodeRefusal } from '@sippy/kit/status-details';

/** What goes along with a call, exactly as a gateway would send it. */
export interface Extras {
  token?: string | undefined;
  cookie?: string | undefined;
  userAgent?: string;
}

/** Calls over gRPC with real tokens and cookies. */
export interface RawClient {
  call<D extends GenericDefinition, K extends keyof D['methods'] & string>(
    definition: D,
    method: K,
    request: RequestInputOf<D['methods'][K]>,
    extras?: Extras,
  ): Promise<{ response: ResponseOf<D['methods'][K]>; setCookie: string | undefined }>;
  close(): void;
}

/** Opens a connection to a host. */
export function rawClient(address: string): RawClient {
  const client = new Client(address, credentials.createInsecure());
  return {
    call(definition, name, request, extras = {}) {
      const method = definition.methods[name];
      if (!method) throw new Error(`no method ${name}`);
      const metadata = new Metadata();
      if (extras.token !== undefined) metadata.set('authorization', `Bearer ${extras.token}`);
      if (extras.cookie !== undefined) metadata.set('cookie', extras.cookie);
      const path = `/${definition.fullName}/${method.name}`;
      return new Promise((resolve, reject) => {
        let setCookie: string | undefined;
        const sent = client.makeUnaryRequest(
          path,
          (message) => Buffer.from(method.requestType.encode(message as never).finish()),
          (bytes) => method.responseType.decode(bytes),
          method.requestType.fromPartial(request as never),
          metadata,
          { deadline: Date.now() + 15_000 },
          (error: ServiceError | null, response: unknown) => {
            if (error) {
              const [details] = error.metadata?.get('grpc-status-details-bin') ?? [];
              reject(
                decodeRefusal(
                  error.code,
                  error.details,
                  Buffer.isBuffer(details) ? details : undefined,
                  path,
                ),
              );
            } else resolve({ response: response as never, setCookie });
          },
        );
        sent.on('metadata', (headers: Metadata) => {
          setCookie = headers.get('set-cookie').map(String)[0];
        });
      });
    },
    close: () => client.close(),
  };
}
