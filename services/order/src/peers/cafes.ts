import { freshCopies } from '@sippy/kit/fresh-copies';
import { refuse } from '@sippy/kit/refusal';
import type { ServiceHost } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { type CafeRules, cafeRules } from '../domain/cafe-rules.ts';

/** What the order service asks of cafés. */
export interface Cafes {
  /** What the café's settings mean to its orders, at most two seconds behind. */
  rulesOf(cafeId: string): Promise<CafeRules>;
  /** Refuses while the café takes no orders online. */
  checkOpen(cafeId: string): Promise<void>;
}

/** Cafés, as the café service knows them. */
export function cafesPeer(host: ServiceHost): Cafes {
  const peer = host.peer(CafeServiceDefinition);
  const rules = freshCopies<CafeRules>(async (cafeId, known, on) => {
    const { cafe } = await peer.getCafeSettings({ cafeId, knownVersion: known?.version ?? 0n }, on);
    return cafe && cafeRules(cafe);
  });
  const openStates = freshCopies<{ isOpen: boolean; changeTime: Date | undefined }>(async (cafeId, _, on) => {
    const { storefront } = await peer.getStorefront({ cafeId }, on);
    return { isOpen: storefront?.openState?.isOpen ?? true, changeTime: storefront?.openState?.changeTime };
  });
  return {
    rulesOf: (cafeId) => rules.get(cafeId),
    async checkOpen(cafeId) {
      const { isOpen, changeTime } = await openStates.get(cafeId);
      if (isOpen) return;
      const opens = changeTime ? ` and opens at ${changeTime.toISOString()}` : '';
      throw refuse('FAILED_PRECONDITION', 'CAFE_CLOSED', `The café is closed${opens}.`, {
        metadata: changeTime ? { opens: changeTime.toISOString() } : {},
      });
    },
  };
}
