/** The clients of all services, with everything that the contracts say of them at hand. */
import { AuthServiceDefinition } from '@sippy/proto/web/auth/v1/auth_service';
import { DeviceServiceDefinition } from '@sippy/proto/web/auth/v1/device_service';
import { StaffServiceDefinition } from '@sippy/proto/web/auth/v1/staff_service';
import { CafeServiceDefinition } from '@sippy/proto/web/cafe/v1/cafe_service';
import { CatalogServiceDefinition } from '@sippy/proto/web/catalog/v1/catalog_service';
import { ConsentServiceDefinition } from '@sippy/proto/web/customer/v1/consent_service';
import { CustomerServiceDefinition } from '@sippy/proto/web/customer/v1/customer_service';
import { FavouriteServiceDefinition } from '@sippy/proto/web/customer/v1/favourite_service';
import { PrivacyServiceDefinition } from '@sippy/proto/web/customer/v1/privacy_service';
import { KitchenServiceDefinition } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import { LoyaltyServiceDefinition } from '@sippy/proto/web/loyalty/v1/loyalty_service';
import { VoucherServiceDefinition } from '@sippy/proto/web/loyalty/v1/voucher_service';
import { OrderServiceDefinition } from '@sippy/proto/web/order/v1/order_service';
import { BillServiceDefinition } from '@sippy/proto/web/payment/v1/bill_service';
import { PaymentServiceDefinition } from '@sippy/proto/web/payment/v1/payment_service';
import { DisputeServiceDefinition } from '@sippy/proto/web/settlement/v1/dispute_service';
import { NetworkServiceDefinition } from '@sippy/proto/web/settlement/v1/network_service';
import { SettlementServiceDefinition } from '@sippy/proto/web/settlement/v1/settlement_service';
import { serviceClient, type TokenSource } from './caller.ts';
import type { Services } from './client.ts';
import type { ServiceClient, ServiceShape } from './method.ts';
import type { Transport } from './transport.ts';

/** Makes the clients at once. */
export function services(transport: Transport, tokens: TokenSource): Services {
  const client = <D extends ServiceShape>(definition: D): ServiceClient<D> =>
    serviceClient(definition, transport, tokens);
  return {
    auth: client(AuthServiceDefinition),
    staff: client(StaffServiceDefinition),
    device: client(DeviceServiceDefinition),
    customer: client(CustomerServiceDefinition),
    consent: client(ConsentServiceDefinition),
    favourite: client(FavouriteServiceDefinition),
    privacy: client(PrivacyServiceDefinition),
    cafe: client(CafeServiceDefinition),
    catalog: client(CatalogServiceDefinition),
    order: client(OrderServiceDefinition),
    kitchen: client(KitchenServiceDefinition),
    payment: client(PaymentServiceDefinition),
    bill: client(BillServiceDefinition),
    loyalty: client(LoyaltyServiceDefinition),
    voucher: client(VoucherServiceDefinition),
    network: client(NetworkServiceDefinition),
    settlement: client(SettlementServiceDefinition),
    dispute: client(DisputeServiceDefinition),
  };
}
