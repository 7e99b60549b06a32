import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { EventLog } from '@sippy/kit/events';
import type { ServiceHost } from '@sippy/kit/service';
import { type RecentOrders, recentOrders } from './live/recent-orders.ts';
import { type Cafes, cafesPeer } from './peers/cafes.ts';
import { type Customers, customersPeer } from './peers/customers.ts';
import { type Kitchens, kitchensPeer } from './peers/kitchens.ts';
import { type Menus, menusPeer } from './peers/menus.ts';
import { type Payments, paymentsPeer } from './peers/payments.ts';
import { type Vouchers, vouchersPeer } from './peers/vouchers.ts';
import { type KnownOrders, knownOrders } from './store/known-orders.ts';
import { type Numbers, numberBlocks } from './store/numbers.ts';
import { type PopularProducts, popularProducts } from './store/popular-products.ts';

/** What the handlers of the order service work with. */
export interface OrderContext {
  readonly db: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: ServiceHost['log'];
  readonly cafes: Cafes;
  readonly customers: Customers;
  readonly kitchens: Kitchens;
  readonly menus: Menus;
  readonly payments: Payments;
  readonly vouchers: Vouchers;
  readonly known: KnownOrders;
  readonly numbers: Numbers;
  readonly popular: PopularProducts;
  readonly recent: RecentOrders;
}

/** Builds the context from what the host gives. */
export function orderContext(host: ServiceHost): OrderContext {
  return {
    db: host.db,
    events: host.events,
    clock: host.clock,
    log: host.log,
    cafes: cafesPeer(host),
    customers: customersPeer(host),
    kitchens: kitchensPeer(host),
    menus: menusPeer(host),
    payments: paymentsPeer(host),
    vouchers: vouchersPeer(host),
    known: knownOrders(),
    numbers: numberBlocks(host.db),
    popular: popularProducts(host.db),
    recent: recentOrders(host.db),
  };
}
