import { defineService, implement } from '@sippy/kit/service';
import { OrderServiceDefinition } from '@sippy/proto/order/v1/order_service';
import { z } from 'zod';
import { orderContext } from './context.ts';
import { onCustomer } from './events/on-customer.ts';
import { onPayment } from './events/on-payment.ts';
import { onTicket } from './events/on-ticket.ts';
import { expireUnpaidJob } from './jobs/expire-unpaid.ts';
import { addLines } from './rpc/add-lines.ts';
import { annotateLine } from './rpc/annotate-line.ts';
import { beginPayment } from './rpc/begin-payment.ts';
import { cancelOrder } from './rpc/cancel-order.ts';
import { changeLineQuantity } from './rpc/change-line-quantity.ts';
import { compLine } from './rpc/comp-line.ts';
import { completeOrder } from './rpc/complete-order.ts';
import { discountLine } from './rpc/discount-line.ts';
import { endPayment } from './rpc/end-payment.ts';
import { erasePersonalData } from './rpc/erase-personal-data.ts';
import { exportPersonalData } from './rpc/export-personal-data.ts';
import { fireOrder } from './rpc/fire-order.ts';
import { getOrder } from './rpc/get-order.ts';
import { getPayable } from './rpc/get-payable.ts';
import { listCafeOrders } from './rpc/list-cafe-orders.ts';
import { listCustomerOrders } from './rpc/list-customer-orders.ts';
import { listPopularProducts } from './rpc/list-popular-products.ts';
import { overrideLinePrice } from './rpc/override-line-price.ts';
import { placeOrder } from './rpc/place-order.ts';
import { putVoucher } from './rpc/put-voucher.ts';
import { quoteOrder } from './rpc/quote-order.ts';
import { removeLine } from './rpc/remove-line.ts';
import { takeVoucher } from './rpc/take-voucher.ts';
import { updateOrder } from './rpc/update-order.ts';
import { updateOrderStatus } from './rpc/update-order-status.ts';
import { voidLine } from './rpc/void-line.ts';
import { watchOrders } from './rpc/watch-orders.ts';

/** Orders: what they cost, what they hold and how far they have come. */
export const service = defineService({
  name: 'order',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = orderContext(host);
    const rpcs = implement(OrderServiceDefinition, {
      quoteOrder: quoteOrder(ctx),
      placeOrder: placeOrder(ctx),
      getOrder: getOrder(ctx),
      listCafeOrders: listCafeOrders(ctx),
      listCustomerOrders: listCustomerOrders(ctx),
      listPopularProducts: listPopularProducts(ctx),
      addLines: addLines(ctx),
      changeLineQuantity: changeLineQuantity(ctx),
      removeLine: removeLine(ctx),
      annotateLine: annotateLine(ctx),
      compLine: compLine(ctx),
      voidLine: voidLine(ctx),
      overrideLinePrice: overrideLinePrice(ctx),
      discountLine: discountLine(ctx),
      updateOrder: updateOrder(ctx),
      updateOrderStatus: updateOrderStatus(ctx),
      fireOrder: fireOrder(ctx),
      cancelOrder: cancelOrder(ctx),
      completeOrder: completeOrder(ctx),
      watchOrders: watchOrders(ctx),
      exportPersonalData: exportPersonalData(ctx),
      erasePersonalData: erasePersonalData(ctx),
      getPayable: getPayable(ctx),
      beginPayment: beginPayment(ctx),
      endPayment: endPayment(ctx),
      putVoucher: putVoucher(ctx),
      takeVoucher: takeVoucher(ctx),
    });
    return {
      services: [rpcs],
      consumers: [onPayment(ctx), onTicket(ctx), onCustomer()],
      jobs: [expireUnpaidJob(ctx)],
    };
  },
});
