import { AuthServiceDefinition } from '@sippy/proto/web/auth/v1/auth_service';
import { DeviceServiceDefinition } from '@sippy/proto/web/auth/v1/device_service';
import { StaffServiceDefinition } from '@sippy/proto/web/auth/v1/staff_service';
import { CafeServiceDefinition } from '@sippy/proto/web/cafe/v1/cafe_service';
import { CatalogServiceDefinition } from '@sippy/proto/web/catalog/v1/catalog_service';
import { CustomerServiceDefinition } from '@sippy/proto/web/customer/v1/customer_service';
import { KitchenServiceDefinition } from '@sippy/proto/web/kitchen/v1/kitchen_service';
import { OrderServiceDefinition } from '@sippy/proto/web/order/v1/order_service';
import { PaymentServiceDefinition } from '@sippy/proto/web/payment/v1/payment_service';
import { expect, test } from 'vitest';

const definitions = [
  AuthServiceDefinition,
  DeviceServiceDefinition,
  StaffServiceDefinition,
  CafeServiceDefinition,
  CatalogServiceDefinition,
  CustomerServiceDefinition,
  KitchenServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
];

test('an RPC is named Watch… if and only if it is a stream, which browsers rely on before they load its service', () => {
  const misnamed = definitions.flatMap(({ methods }) =>
    Object.entries(methods).filter(([name, method]) => name.startsWith('watch') !== method.responseStream),
  );
  expect(misnamed.map(([name]) => name)).toEqual([]);
});
