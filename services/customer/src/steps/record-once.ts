import type { Call } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { newId } from '@sippy/kit/ids';
import { type OnceKey, once } from '@sippy/kit/once';
import { type Consent, ConsentPurpose, ContactChannel } from '@sippy/proto/customer/v1/consent';
import type { CustomerContext } from '../context.ts';
import { type PlaceName, readSubject } from '../domain/consent.ts';
import { consentMessage } from '../messages/answers.ts';
import { getConsent, recordConsent } from '../store/consents.ts';

/** What was said, as a request names it. */
export interface Said {
  purpose: ConsentPurpose;
  channel: ContactChannel;
  given: boolean;
  textVersion: string;
}

/** Who said it, to whom and where. */
export interface Spoken {
  customerId: string;
  /** Empty for none. */
  organisationId: string;
  place: PlaceName;
  cafeId: string | null;
}

/** Writes a consent down once for a request, and gives it. */
export async function recordOnce(
  ctx: CustomerContext,
  call: Call,
  key: OnceKey,
  said: Said,
  { customerId, organisationId, place, cafeId }: Spoken,
): Promise<Consent> {
  const { given, textVersion } = said;
  const subject = readSubject(
    nameOf(ConsentPurpose, said.purpose),
    nameOf(ContactChannel, said.channel),
    organisationId,
  );
  const consent = {
    consentId: newId(),
    customerId,
    ...subject,
    ...{ given, textVersion, place, cafeId, time: ctx.clock.now(), actor: call.actor },
  };
  const consentId = await once(
    ctx.db,
    call,
    key,
    async () => {
      await recordConsent(ctx.db, key, consent);
      return consent.consentId;
    },
    async (made) => (made as { consentId: string }).consentId,
  );
  return consentMessage(await getConsent(ctx.db, consentId));
}
