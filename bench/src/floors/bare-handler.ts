/** A gRPC server that does nothing: the floor under every call through the gateway. Prints its address when it listens. */
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { GetOrderResponse, OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { HealthImplementation } from 'grpc-health-check';

const server = new Server({ 'grpc.enable_channelz': 0 });
const answer = Buffer.from(GetOrderResponse.encode(GetOrderResponse.fromPartial({})).finish());
const { fullName, methods } = OrderServiceDefinition;
for (const method of Object.values(methods)) {
  if (method.responseStream) continue;
  const handler = (_: unknown, reply: (error: null, bytes: Buffer) => void) => reply(null, answer);
  const pass = <T>(value: T): T => value;
  server.register(`/${fullName}/${method.name}`, handler as never, pass as never, pass as never, 'unary');
}
new HealthImplementation({ '': 'SERVING', [fullName]: 'SERVING' }).addToServer(server);
server.bindAsync(process.argv[2] ?? '127.0.0.1:0', ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  process.stdout.write('ready\n');
});
