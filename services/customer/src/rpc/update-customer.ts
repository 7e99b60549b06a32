import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import {
  UpdateCustomerRequest,
  type UpdateCustomerResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { readBirthDate, readCard, readEmail, readLanguage, readName, readPhone } from '../domain/contact.ts';
import { customerMessage } from '../messages/answers.ts';
import { agreedText } from '../store/consents.ts';
import { type CustomerChange, changeCustomer } from '../store/customer-changes.ts';
import { getCustomer } from '../store/customers.ts';

/** Changes a customer of an organisation. */
export const updateCustomer =
  (ctx: CustomerContext): Rpc<UpdateCustomerRequest, UpdateCustomerResponse> =>
  async (request, call) => {
    const { organisationId, homeCafeId, version } = request;
    const own = call.principal.grants.some(
      (grant) => grant.organisationId === organisationId && grant.cafeIds.includes(homeCafeId ?? ''),
    );
    if (homeCafeId && !own)
      throw invalidField('home_cafe_id', 'must be a café of this organisation that you work at');
    const now = ctx.clock.now();
    const change = readChange(request, now);
    const agreed = agreedText(call, request.birthdayTextVersion, 'COUNTER', now);
    const { customerId } = await getCustomer(ctx.db, organisationId, request.customerId);
    const target = { organisationId, customerId, version };
    const key = onceKey(call, request, (r) => UpdateCustomerRequest.encode(r).finish());
    await once(
      ctx.db,
      call,
      key,
      () => changeCustomer(ctx.db, key, target, change, agreed),
      async () => undefined,
    );
    return { customer: customerMessage(await getCustomer(ctx.db, organisationId, customerId)) };
  };

function readChange(request: UpdateCustomerRequest, now: Date): CustomerChange {
  const { name, email, phone, cardNumber, birthDate, homeCafeId, language } = request;
  return {
    name: name === undefined ? undefined : readName(name, 'name'),
    email: email === undefined ? undefined : readEmail(email, 'email'),
    phone: phone === undefined ? undefined : readPhone(phone, 'phone'),
    cardNumber: cardNumber === undefined ? undefined : readCard(cardNumber, 'card_number'),
    birthDate: birthDate === undefined ? undefined : readBirthDate(birthDate, now, 'birth_date'),
    language: language === undefined ? undefined : readLanguage(language, 'language'),
    homeCafeId: homeCafeId === undefined ? undefined : homeCafeId || null,
  };
}
