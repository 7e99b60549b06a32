import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { GetStorefrontRequest } from '@sippy/proto/cafe/v1/cafe_service';
import type { Refusal } from '../src/call/refusal.ts';
import { DETAILS_KEY, decodeRefusal } from '../src/call/status-details.ts';
import { newId } from '../src/ids.ts';
import { cleanup } from './cleanup.ts';

/** A client that neither tries again nor has a breaker, as others make theirs. Closed after the file's last test. */
export function rawClient(address: string, options: object = {}): Client {
  const client = new Client(address, credentials.createInsecure(), options);
  cleanup(() => client.close());
  return client;
}

export const pass = (bytes: Buffer) => bytes;

/** What a client of another make reads from an error. */
export function refusalOf(error: ServiceError): Refusal {
  const [details] = error.metadata.get(DETAILS_KEY);
  return decodeRefusal(error.code, error.details, details as Buffer | undefined, '');
}

/** Makes a call; how it was refused, or undefined if it was answered. */
export function rawCall(client: Client, path: string, body: Buffer, deadlineMs = 5000) {
  const options = { deadline: Date.now() + deadlineMs };
  return new Promise<Refusal | undefined>((resolve) => {
    client.makeUnaryRequest(path, pass, pass, body, new Metadata(), options, (error) =>
      resolve(error ? refusalOf(error) : undefined),
    );
  });
}

/** What guests may ask of a café. */
export const STOREFRONT = '/sippy.cafe.v1.CafeService/GetStorefront';

/** The request of that, as bytes. */
export function storefrontOf(cafeId: string): Buffer {
  return Buffer.from(GetStorefrontRequest.encode(GetStorefrontRequest.fromPartial({ cafeId })).finish());
}

export function askStorefront(client: Client, cafeId = newId(), deadlineMs = 5000) {
  return rawCall(client, STOREFRONT, storefrontOf(cafeId), deadlineMs);
}
