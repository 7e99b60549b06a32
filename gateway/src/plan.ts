/** What the parts of a configuration are made from. */
import type { Rpc } from '@sippy/proto/contract';
import type { GatewayLimits, GatewayOptions } from './options.ts';

export interface Plan {
  options: GatewayOptions;
  limits: GatewayLimits;
  /** RPCs on the EDGE. */
  rpcs: readonly Rpc[];
  /** File with the descriptor set for the transcoder. */
  descriptors: string;
}
