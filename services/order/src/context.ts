import type { Clock } from '@sippy/kit/clock';
import type { Database } from '@sippy/kit/db';
import type { EventLog } from '@sippy/kit/events';
import type { ServiceHost } from '@sippy/kit/service';
import { CafeServiceDefinition } from '@sippy/proto/cafe/v1/cafe_service';
import { CatalogServiceDefinition } from '@sippy/proto/catalog/v1/catalog_service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { PaymentServiceDefinition } from '@sippy/proto/payment/v1/payment_service';
import { type RecentOrders, recentOrders } from './live/recent-orders.ts';
import { type Cafes, cafes } from './peers/cafes.ts';
import { type Customers, customers } from './peers/customers.ts';
import { type Menus, menus } from './peers/menus.ts';
import { type Payments, payments } from './peers/payments.ts';
import { type Numbers, numberBlocks } from './store/numbers.ts';

/** What the handlers of the order service work with. */
export interface OrderContext {
  readonly db: Database;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: ServiceHost['log'];
  readonly cafes: Cafes;
  readonly customers: Customers;
  readonly menus: Menus;
  readonly payments: Payments;
  readonly numbers: Numbers;
  readonly recent: RecentOrders;
}

/** Builds the context from what the host gives. */
export function orderContext(host: ServiceHost): OrderContext {
  return {
    db: host.db,
    events: host.events,
    clock: host.clock,
    log: host.log,
    cafes: cafes(host.peer(CafeServiceDefinition)),
    customers: customers(host.peer(CustomerServiceDefinition)),
    menus: menus(host.peer(CatalogServiceDefinition)),
    payments: payments(host.peer(PaymentServiceDefinition)),
    numbers: numberBlocks(host.db),
    recent: recentOrders(host.db),
  };
}
