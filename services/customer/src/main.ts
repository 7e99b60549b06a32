import { defineService, implement } from '@sippy/kit/service';
import { ConsentServiceDefinition } from '@sippy/proto/customer/v1/consent_service';
import { CustomerServiceDefinition } from '@sippy/proto/customer/v1/customer_service';
import { FavouriteServiceDefinition } from '@sippy/proto/customer/v1/favourite_service';
import { PrivacyServiceDefinition } from '@sippy/proto/customer/v1/privacy_service';
import { z } from 'zod';
import { customerContext } from './context.ts';
import { eraseJob } from './jobs/erase.ts';
import { createCustomer } from './rpc/create-customer.ts';
import { deleteMyFavourite } from './rpc/delete-my-favourite.ts';
import { eraseCustomer } from './rpc/erase-customer.ts';
import { eraseMe } from './rpc/erase-me.ts';
import { exportCustomer } from './rpc/export-customer.ts';
import { exportMyData } from './rpc/export-my-data.ts';
import { getCustomer } from './rpc/get-customer.ts';
import { getCustomerCard } from './rpc/get-customer-card.ts';
import { getErasure } from './rpc/get-erasure.ts';
import { getMyCard } from './rpc/get-my-card.ts';
import { getMyProfile } from './rpc/get-my-profile.ts';
import { joinOrganisation } from './rpc/join-organisation.ts';
import { listBirthdays } from './rpc/list-birthdays.ts';
import { listConsents } from './rpc/list-consents.ts';
import { listCustomerOrganisations } from './rpc/list-customer-organisations.ts';
import { listCustomers } from './rpc/list-customers.ts';
import { listFavourites } from './rpc/list-favourites.ts';
import { listMyConsents } from './rpc/list-my-consents.ts';
import { listMyFavourites } from './rpc/list-my-favourites.ts';
import { lookUpCustomer } from './rpc/look-up-customer.ts';
import { mergeCustomers } from './rpc/merge-customers.ts';
import { recordConsent } from './rpc/record-consent.ts';
import { recordMyConsent } from './rpc/record-my-consent.ts';
import { saveMyFavourite } from './rpc/save-my-favourite.ts';
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
      getMyCard: getMyCard(ctx),
      getCustomerCard: getCustomerCard(ctx),
      joinOrganisation: joinOrganisation(ctx),
      createCustomer: createCustomer(ctx),
      updateCustomer: updateCustomer(ctx),
      mergeCustomers: mergeCustomers(ctx),
      getCustomer: getCustomer(ctx),
      lookUpCustomer: lookUpCustomer(ctx),
      listCustomers: listCustomers(ctx),
      listBirthdays: listBirthdays(ctx),
      listCustomerOrganisations: listCustomerOrganisations(ctx),
    });
    const consents = implement(ConsentServiceDefinition, {
      listMyConsents: listMyConsents(ctx),
      recordMyConsent: recordMyConsent(ctx),
      listConsents: listConsents(ctx),
      recordConsent: recordConsent(ctx),
    });
    const favourites = implement(FavouriteServiceDefinition, {
      listMyFavourites: listMyFavourites(ctx),
      saveMyFavourite: saveMyFavourite(ctx),
      deleteMyFavourite: deleteMyFavourite(ctx),
      listFavourites: listFavourites(ctx),
    });
    const privacy = implement(PrivacyServiceDefinition, {
      exportMyData: exportMyData(ctx),
      exportCustomer: exportCustomer(ctx),
      eraseMe: eraseMe(ctx),
      eraseCustomer: eraseCustomer(ctx),
      getErasure: getErasure(ctx),
    });
    return {
      services: [rpcs, consents, favourites, privacy],
      jobs: [eraseJob(ctx)],
      stop: () => ctx.prisma.$disconnect(),
    };
  },
});
