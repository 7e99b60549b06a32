import type { Rpc } from '@sippy/kit/call';
import { once, onceKey } from '@sippy/kit/once';
import {
  UpdateMyProfileRequest,
  type UpdateMyProfileResponse,
} from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { readBirthDate, readLanguage, readName, readPhone } from '../domain/contact.ts';
import { profileMessage } from '../messages/answers.ts';
import { ownProfile } from '../steps/own-profile.ts';
import { agreedText } from '../store/consents.ts';
import { changeProfile } from '../store/profiles.ts';

/** Changes the caller's own profile. */
export const updateMyProfile =
  (ctx: CustomerContext): Rpc<UpdateMyProfileRequest, UpdateMyProfileResponse> =>
  async (request, call) => {
    const { name, phone, birthDate, language, version } = request;
    const change = {
      name: name === undefined ? undefined : readName(name, 'name'),
      phone: phone === undefined ? undefined : readPhone(phone, 'phone'),
      birthDate:
        birthDate === undefined ? undefined : readBirthDate(birthDate, ctx.clock.now(), 'birth_date'),
      language: language === undefined ? undefined : readLanguage(language, 'language'),
    };
    const agreed = agreedText(call, request.birthdayTextVersion, 'OWN_APP', ctx.clock.now());
    const { customerId: userId } = await ownProfile(ctx, call);
    const key = onceKey(call, request, (r) => UpdateMyProfileRequest.encode(r).finish());
    const write = () => changeProfile(ctx.db, key, { userId, version }, change, agreed);
    await once(ctx.db, call, key, write, async () => undefined);
    return { profile: profileMessage(await ownProfile(ctx, call)) };
  };
