import type { Rpc } from '@sippy/kit/call';
import type {
  ListPopularProductsRequest,
  ListPopularProductsResponse,
} from '@sippy/proto/order/v1/order_service';
import type { OrderContext } from '../context.ts';

/** Lists what a café sells most around an hour of the day. */
export const listPopularProducts =
  (ctx: OrderContext): Rpc<ListPopularProductsRequest, ListPopularProductsResponse> =>
  async ({ cafeId, time }) => {
    const { timeZone } = await ctx.cafes.rulesOf(cafeId);
    const sold = await ctx.popular.of(cafeId, time ?? ctx.clock.now(), timeZone);
    return { products: sold.map(({ product_id, quantity }) => ({ productId: product_id, quantity })) };
  };
