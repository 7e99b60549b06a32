import type { NameOf } from '@sippy/kit/enum-names';
import { invalidField } from '@sippy/kit/refusal';
import type { ConsentPlace, ConsentPurpose, ContactChannel } from '@sippy/proto/customer/v1/consent';

/** What a person consents to. */
export type PurposeName = NameOf<typeof ConsentPurpose>;
/** On which way they are written to. */
export type ChannelName = NameOf<typeof ContactChannel>;
/** Where they said so. */
export type PlaceName = NameOf<typeof ConsentPlace>;

/** What was consented to, and what it is about. */
export interface ConsentSubject {
  /** Null where it concerns the profile. */
  organisationId: string | null;
  purpose: PurposeName;
  /** Null where no message is sent. */
  channel: ChannelName | null;
}

/** A subject as a request names it. Refuses a message without a way, and a way or organisation where there is no message. */
export function readSubject(
  purpose: PurposeName | undefined,
  channel: ChannelName | undefined,
  organisationId: string,
): ConsentSubject {
  if (purpose === undefined) throw invalidField('purpose', 'must be set');
  if (purpose === 'BIRTHDAY') {
    if (channel !== undefined) throw invalidField('channel', 'must be empty for BIRTHDAY');
    return { organisationId: null, purpose, channel: null };
  }
  if (channel === undefined) throw invalidField('channel', 'must be set');
  if (organisationId === '') throw invalidField('organisation_id', 'must be set');
  return { organisationId, purpose, channel };
}
