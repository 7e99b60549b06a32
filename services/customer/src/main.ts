import { defineService, implement } from '@sippy/kit/service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { z } from 'zod';
import { customerContext } from './context.ts';
import { createCustomer } from './rpc/create-customer.ts';
import { getCustomer } from './rpc/get-customer.ts';
import { getMyProfile } from './rpc/get-my-profile.ts';
import { joinOrganisation } from './rpc/join-organisation.ts';
import { listCustomers } from './rpc/list-customers.ts';
import { lookUpCustomer } from './rpc/look-up-customer.ts';
import { updateCustomer } from './rpc/update-customer.ts';
import { updateMyProfile } from './rpc/update-my-profile.ts';

/** Customers: their profiles, and their memberships in organisations. */
export const service = defineService({
  name: 'customer',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = customerContext(host);
    const rpcs = implement(CustomerServiceDefinition, {
      getMyProfile: getMyProfile(ctx),
      updateMyProfile: updateMyProfile(ctx),
      joinOrganisation: joinOrganisation(ctx),
      createCustomer: createCustomer(ctx),
      updateCustomer: updateCustomer(ctx),
      getCustomer: getCustomer(ctx),
      lookUpCustomer: lookUpCustomer(ctx),
      listCustomers: listCustomers(ctx),
    });
    return { services: [rpcs], stop: () => ctx.prisma.$disconnect() };
  },
});
