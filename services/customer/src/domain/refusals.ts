import { refuse } from '@sippy/kit/refusal';
import { MOST_FAVOURITES } from './favourite.ts';

/** A date of birth is kept only with the person's consent. */
export function birthdayConsentMissing(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'BIRTHDAY_CONSENT_MISSING',
    "A date of birth is kept only with the customer's consent. Name the version of the text they agreed to.",
  );
}

/** More favourites than one can keep. */
export function tooManyFavourites(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'TOO_MANY_FAVOURITES',
    `There are ${MOST_FAVOURITES} favourites already. Remove one first.`,
  );
}

/** Who is no customer of an organisation consents to nothing there, and keeps nothing there. */
export function notACustomer(): Error {
  return refuse('FAILED_PRECONDITION', 'NOT_A_CUSTOMER', 'Join this organisation first.');
}

/** What was scanned is no card, or was read wrongly. */
export function cardUnreadable(): Error {
  return refuse(
    'INVALID_ARGUMENT',
    'CARD_UNREADABLE',
    "This is no member's card, or it was not read whole. Scan it again.",
    { fields: [{ field: 'scan', description: "is no member's card" }] },
  );
}

/** Who keeps their profile themselves is the one to keep. */
export function mergedIsRegistered(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'MERGED_IS_REGISTERED',
    'This customer keeps their profile themselves, so theirs is the one to keep.',
  );
}

/** What cannot be undone needs the password of whoever wishes it. */
export function passwordWrong(): Error {
  return refuse('FAILED_PRECONDITION', 'PASSWORD_WRONG', 'This is not your password.', {
    fields: [{ field: 'password', description: 'is not the password of this account' }],
  });
}
