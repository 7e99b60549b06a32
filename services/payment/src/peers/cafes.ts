/** Cafés' settings, remembered for a moment: they change rarely, and a sale must not wait for them. */
import type { Call } from '@sippy/kit/call';
import type { PeerClient } from '@sippy/kit/client';
import type { Clock } from '@sippy/kit/clock';
import type { Cafe } from '@sippy/proto/cafe/v1/cafe';
import type { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';

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
  read(cafeId: string, call: Call): Promise<CafeForPayment>;
}

interface Known {
  cafe: CafeForPayment;
  version: bigint;
  readMs: number;
}

const freshMs = 10_000;
const mostKnown = 5_000;

/** Cafés of the café service. Older than ten seconds, what is known is given and asked for anew beside it. */
export function openCafes(peer: PeerClient<typeof CafeServiceDefinition>, clock: Clock): Cafes {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<CafeForPayment>>();

  const ask = async (cafeId: string, call: Call): Promise<CafeForPayment> => {
    const before = known.get(cafeId);
    const { cafe } = await peer.getCafeSettings({ cafeId, knownVersion: before?.version ?? 0n }, call);
    if (!cafe && !before) throw new Error(`café ${cafeId} was not sent`);
    const next = cafe ? { cafe: cafeOf(cafe), version: cafe.version } : before;
    if (!next) throw new Error(`café ${cafeId} was not sent`);
    known.delete(cafeId);
    known.set(cafeId, { ...next, readMs: clock.now().getTime() });
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return next.cafe;
  };
  const askOnce = (cafeId: string, call: Call): Promise<CafeForPayment> => {
    const running = asking.get(cafeId) ?? ask(cafeId, call).finally(() => asking.delete(cafeId));
    asking.set(cafeId, running);
    return running;
  };
  return {
    async read(cafeId, call) {
      const now = known.get(cafeId);
      if (!now) return askOnce(cafeId, call);
      if (clock.now().getTime() - now.readMs > freshMs) askOnce(cafeId, call).catch(() => undefined);
      return now.cafe;
    },
  };
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
