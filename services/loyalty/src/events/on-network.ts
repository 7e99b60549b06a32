import type { Consumer } from '@sippy/kit/events';
import type { LoyaltyContext } from '../context.ts';
import { networkNews } from '../messages/network-news.ts';
import { postUnplaced } from '../steps/post-unplaced.ts';
import { keepNetworkNews } from '../store/networks.ts';

/** Keeps a copy of each network, and posts what was earned at its cafés before the news of it came. */
export function onNetwork(ctx: LoyaltyContext): Consumer {
  return {
    name: 'loyalty-networks',
    stream: 'settlement',
    types: ['network.changed'],
    async apply(tx, events) {
      const byNetwork = Map.groupBy(events.map(networkNews), ({ networkId }) => networkId);
      const cafeIds: string[] = [];
      for (const [, all] of [...byNetwork].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const newest = all.reduce((a, b) => (b.version > a.version ? b : a));
        if (await keepNetworkNews(tx, newest)) cafeIds.push(...newest.cafes.map(({ cafeId }) => cafeId));
      }
      if (cafeIds.length > 0) await postUnplaced(ctx, tx, cafeIds);
    },
  };
}
