/** Cafés' settings, as copies in memory: they change rarely, and a sale must not wait for them. */
import { freshCopies } from '@sippy/kit/fresh-copies';
import type { ServiceHost } from '@sippy/kit/service';
import type { Cafe } from '@sippy/proto/cafe/v1/cafe';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';

/** What a payment must know of a café. */
export interface CafeForPayment {
  name: string;
  address: string[];
  zone: string;
  /** Smallest coin in minor units; 1 where cash is not rounded. */
  coin: bigint;
}

/** Reads cafés. */
export interface Cafes {
  /** At most two seconds behind; while the café service is away, as it was last seen. */
  read(cafeId: string): Promise<CafeForPayment>;
}

/** Cafés of the café service. */
export function cafesPeer(host: Pick<ServiceHost, 'peer'>): Cafes {
  const peer = host.peer(CafeServiceDefinition);
  const copies = freshCopies<{ version: bigint; cafe: CafeForPayment }>(async (cafeId, known, on) => {
    const { cafe } = await peer.getCafeSettings({ cafeId, knownVersion: known?.version ?? 0n }, on);
    return cafe && { version: cafe.version, cafe: cafeOf(cafe) };
  });
  return { read: async (cafeId) => (await copies.get(cafeId)).cafe };
}

function cafeOf(cafe: Cafe): CafeForPayment {
  const { address } = cafe;
  const town = [address?.city, [address?.region, address?.postalCode].filter(Boolean).join(' ')];
  return {
    name: cafe.name,
    address: [...(address?.street.split('\n') ?? []), town.filter(Boolean).join(', ')].filter(
      (line) => line !== '',
    ),
    zone: cafe.timeZone,
    coin: cafe.cashRoundingMinor > 1n ? cafe.cashRoundingMinor : 1n,
  };
}
