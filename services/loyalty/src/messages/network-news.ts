import { decodePayload, type Event } from '@sippy/kit/events';
import { NetworkChanged } from '@sippy/proto/settlement/v1/settlement_event';

/** A network as the settlement service tells of it: whole. */
export interface NetworkNews {
  networkId: string;
  /** The organisation that administers it. */
  organisationId: string;
  version: bigint;
  currencyCode: string;
  timeZone: string;
  cafes: readonly {
    cafeId: string;
    organisationId: string;
    timeZone: string;
    joinDay: string;
    leaveDay: string | null;
  }[];
  values: readonly { version: number; perThousand: bigint; startTime: Date }[];
}

/** What an event says of a network. */
export function networkNews(event: Event): NetworkNews {
  const { network } = decodePayload(event, NetworkChanged);
  if (!network) throw new Error(`network.changed ${event.eventId} carries no network`);
  const { networkId, version, currencyCode, timeZone, cafes, pointValues } = network;
  return {
    ...{ networkId, version, currencyCode, timeZone },
    organisationId: network.administratorOrganisationId,
    cafes: cafes.map(({ cafeId, organisationId, timeZone: zone, joinDay, leaveDay }) => ({
      ...{ cafeId, organisationId, joinDay },
      timeZone: zone,
      leaveDay: leaveDay || null,
    })),
    values: pointValues.map(({ version: number, minorPerThousand, startTime }) => {
      if (!startTime) throw new Error(`network ${networkId} has a point value without a time`);
      return { version: number, perThousand: minorPerThousand, startTime };
    }),
  };
}
