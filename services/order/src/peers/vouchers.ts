import type { OnBehalf } from '@sippy/kit/client';
import type { ServiceHost } from '@sippy/kit/service';
import { VoucherServiceDefinition } from '@sippy/proto/loyalty/v1/voucher_service';
import type { VoucherTerms } from '@sippy/proto/order/v1/order';

/** What the order service asks of vouchers. */
export interface Vouchers {
  /** What a customer's vouchers would take off at a café today. Refuses as applying them would. */
  termsOf(
    asked: { cafeId: string; customerId: string; voucherIds: string[] },
    on: OnBehalf,
  ): Promise<VoucherTerms[]>;
}

/** Vouchers, as the loyalty service knows them. */
export function vouchersPeer(host: Pick<ServiceHost, 'peer'>): Vouchers {
  const peer = host.peer(VoucherServiceDefinition);
  return {
    async termsOf(asked, on) {
      return (await peer.getVoucherTerms(asked, on)).vouchers;
    },
  };
}
