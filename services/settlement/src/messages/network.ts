import type { NewEvent } from '@sippy/kit/events';
import {
  BreakageFunding,
  DefaultFunding,
  type Network as NetworkMessage,
} from '@sippy/proto/settlement/v1/network';
import { NetworkChanged } from '@sippy/proto/settlement/v1/settlement_event';
import type { Network } from '../domain/network.ts';

/** A network as answers and events show it. */
export function networkMessage(network: Network): NetworkMessage {
  const { networkId, name, currencyCode, timeZone, administratorId, fee, version, createTime } = network;
  return {
    ...{ networkId, name, currencyCode, timeZone, fee, version, createTime },
    administratorOrganisationId: administratorId,
    breakageFunding: BreakageFunding[network.breakageFunding],
    defaultFunding: DefaultFunding[network.defaultFunding],
    cafes: network.stays.map((stay) => ({ ...stay, leaveDay: stay.leaveDay ?? '' })),
    pointValues: [...network.values],
  };
}

/** network.changed */
export function networkChanged(network: Network): NewEvent {
  return {
    type: 'network.changed',
    aggregate: { type: 'network', id: network.networkId, version: network.version },
    organisationId: network.administratorId,
    payload: NetworkChanged.encode({ network: networkMessage(network) }).finish(),
  };
}
