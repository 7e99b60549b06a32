/** The way of Stripe's webhooks into the payment service, without a gateway. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, credentials, Metadata, makeGenericClientConstructor } from '@grpc/grpc-js';
import { PaymentServiceService } from '@sippy/proto/payment/v1/payment_service';

/** A client that can set any header. */
export function rawClient(address: string): Client {
  const Constructor = makeGenericClientConstructor(PaymentServiceService, 'PaymentService');
  return new Constructor(address, credentials.createInsecure());
}

/** Delivers a webhook's bytes as the gateway does; the gRPC code of the answer. */
export function deliver(client: Client, body: Uint8Array, signature: string): Promise<number> {
  const metadata = new Metadata();
  metadata.set('stripe-signature', signature);
  const { path, requestSerialize, responseDeserialize } = PaymentServiceService.receiveStripeWebhook;
  const request = { body: { contentType: 'application/json', data: Buffer.from(body), extensions: [] } };
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, metadata, (error) =>
      resolve(error?.code ?? 0),
    );
  });
}

/** Stands where the gateway stands: HTTP in, gRPC on. */
export async function startBridge(
  on: (body: Uint8Array, signature: string) => Promise<number>,
): Promise<{ server: Server; url: string }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const code = await on(Buffer.concat(chunks), String(request.headers['stripe-signature']));
    response.writeHead(code === 0 ? 200 : 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}
