import type { Voucher } from '@sippy/proto/web/loyalty/v1/voucher';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { cartStore } from '../cart/cart-store.ts';
import { useTill } from '../till/till.tsx';

/** Vouchers of a member that can be used or are on an order, newest first. Asked for anew when one comes onto the sale or off it. */
export function useVouchers(customerId: string) {
  const { sippy, cafe } = useTill();
  const { cafeId } = cafe;
  const onSale = useStore(cartStore, ({ cart }) =>
    (cart.order?.discounts ?? []).map(({ voucher }) => voucher?.voucherId).join(),
  );
  return useQuery({
    queryKey: ['vouchers', cafeId, customerId, onSale],
    queryFn: async (): Promise<readonly Voucher[]> => {
      const page = { pageSize: 100 };
      return (await sippy.voucher.listVouchers({ cafeId, customerId, page })).vouchers;
    },
    placeholderData: (before, query) => (query?.queryKey[2] === customerId ? before : undefined),
    // Other tills, and the member, change them.
    staleTime: 0,
    retry: 1,
  });
}

/** Asks anew for what members have: a voucher has moved. */
export function refreshVouchers(known: QueryClient): Promise<void> {
  return known.invalidateQueries({ queryKey: ['vouchers'] });
}
