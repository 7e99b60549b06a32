import type { Rpc } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { once, onceKey } from '@sippy/kit/once';
import { notFound } from '@sippy/kit/refusal';
import {
  CreateCustomerRequest,
  type CreateCustomerResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { readBirthDate, readCard, readEmail, readLanguage, readName, readPhone } from '../domain/contact.ts';
import { birthdayConsentMissing } from '../domain/refusals.ts';
import { customerMessage } from '../messages/answers.ts';
import { getCustomer, insertCustomer, type NewCustomer } from '../store/customers.ts';

/** Adds a customer at a café. */
export const createCustomer =
  (ctx: CustomerContext): Rpc<CreateCustomerRequest, CreateCustomerResponse> =>
  async (request, call) => {
    const { organisationId } = call;
    if (organisationId === undefined) throw notFound('café', request.cafeId);
    const now = ctx.clock.now();
    const customer: NewCustomer = {
      customerId: request.customerId || newId(),
      organisationId,
      homeCafeId: request.cafeId,
      name: readName(request.name, 'name'),
      email: readEmail(request.email, 'email'),
      phone: readPhone(request.phone, 'phone'),
      cardNumber: readCard(request.cardNumber, 'card_number'),
      birthDate: readBirthDate(request.birthDate, now, 'birth_date'),
      language: readLanguage(request.language, 'language'),
      birthdayTextVersion: request.birthdayTextVersion,
    };
    if (customer.birthDate !== null && customer.birthdayTextVersion === '') throw birthdayConsentMissing();
    const key = onceKey(call, request, (r) => CreateCustomerRequest.encode(r).finish());
    const customerId = await once(
      ctx.db,
      call,
      key,
      async () => {
        await insertCustomer(ctx.db, ctx.events, call, key, customer, now);
        return customer.customerId;
      },
      async (made) => (made as { customerId: string }).customerId,
    );
    return { customer: customerMessage(await getCustomer(ctx.db, organisationId, customerId)) };
  };
