import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Server } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { sippyDescriptors } from './descriptors.ts';

/** Lets tools such as grpcurl ask a host which services it has. Not routed by the gateway. */
export function addReflection(server: Server): void {
  const { file } = fromBinary(FileDescriptorSetSchema, sippyDescriptors().bytes);
  const fileDescriptorProtos = file.map((one) => Buffer.from(toBinary(FileDescriptorProtoSchema, one)));
  const definition = Object.fromEntries(
    file.flatMap((one) =>
      one.service.map((service) => [
        `${one.package}.${service.name}`,
        Object.fromEntries(
          service.method.map((method) => [
            method.name,
            {
              path: `/${one.package}.${service.name}/${method.name}`,
              requestStream: method.clientStreaming,
              responseStream: method.serverStreaming,
              requestType: { format: 'Protocol Buffer 3 DescriptorProto', type: {}, fileDescriptorProtos },
              responseType: { format: 'Protocol Buffer 3 DescriptorProto', type: {}, fileDescriptorProtos },
            },
          ]),
        ),
      ]),
    ),
  );
  new ReflectionService(definition as never).addToServer(server);
}
