/** The descriptor set that Envoy's transcoder gets: what the outside may call, and nothing else. */
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import type { Contracts } from '@sippy/proto/contract';

/** The set without INTERNAL RPCs, without services that have no others, and without comments. */
export function edgeDescriptors(bytes: Uint8Array, contracts: Contracts): Uint8Array {
  const edge = new Set(contracts.rpcs.filter((rpc) => rpc.exposure === 'EDGE').map((rpc) => rpc.path));
  const set = fromBinary(FileDescriptorSetSchema, bytes);
  for (const file of set.file) {
    delete file.sourceCodeInfo;
    for (const service of file.service) {
      service.method = service.method.filter((m) => edge.has(`/${file.package}.${service.name}/${m.name}`));
    }
    file.service = file.service.filter((service) => service.method.length > 0);
  }
  return toBinary(FileDescriptorSetSchema, set);
}
