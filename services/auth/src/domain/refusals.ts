import { refuse } from '@sippy/kit/refusal';

/** Sign-in failed; the same for a wrong password, an unknown address and one that is not verified. */
export function credentialsInvalid(): Error {
  return refuse(
    'UNAUTHENTICATED',
    'CREDENTIALS_INVALID',
    'The e-mail or the password is wrong, or the e-mail is not verified yet.',
  );
}

/** The current password is wrong. Not UNAUTHENTICATED: the caller is signed in, and another token would not help. */
export function currentPasswordWrong(): Error {
  return refuse('PERMISSION_DENIED', 'CREDENTIALS_INVALID', 'The current password is wrong.', {
    fields: [{ field: 'current_password', description: 'is wrong' }],
  });
}

/** The refresh token is unknown, has ended, or belongs to an ended session. */
export function refreshTokenInvalid(): Error {
  return refuse('UNAUTHENTICATED', 'REFRESH_TOKEN_INVALID', 'The session has ended. Sign in again.');
}

/** The refresh token was used before; its session has been ended. */
export function refreshTokenReused(): Error {
  return refuse(
    'UNAUTHENTICATED',
    'REFRESH_TOKEN_REUSED',
    'This refresh token was used before. The session has been ended. Sign in again.',
  );
}

/** The token of a mailed link is unknown, used or expired. */
export function linkInvalid(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'LINK_INVALID',
    'This link was used before or has expired. Ask for a new one.',
    {
      fields: [{ field: 'token', description: 'was used before or has expired' }],
    },
  );
}

/**
 * The name and the PIN do not belong together, or the person has no rights here. Not UNAUTHENTICATED: the device is
 * signed in, and a client that tried again with a fresh token would use up another try.
 */
export function pinInvalid(triesLeft?: number): Error {
  const left = triesLeft === undefined ? '' : ` ${triesLeft === 1 ? '1 try' : `${triesLeft} tries`} left.`;
  return refuse('PERMISSION_DENIED', 'PIN_INVALID', `The PIN is wrong.${left}`);
}

/** The PIN is locked until a manager unlocks it. */
export function pinLocked(): Error {
  return refuse('FAILED_PRECONDITION', 'PIN_LOCKED', 'The PIN is locked. A manager can unlock it.');
}

/** The pairing code is unknown, used or expired. */
export function pairingCodeInvalid(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'PAIRING_CODE_INVALID',
    'This pairing code was used before or has expired. Ask a manager for a new one.',
    { fields: [{ field: 'code', description: 'was used before or has expired' }] },
  );
}

/** The call needs the token of a paired device. */
export function deviceRequired(): Error {
  return refuse(
    'PERMISSION_DENIED',
    'DEVICE_REQUIRED',
    'This call needs the access token of a paired device.',
  );
}

/** The call needs a user who signed in with e-mail and password. */
export function userRequired(): Error {
  return refuse(
    'PERMISSION_DENIED',
    'USER_REQUIRED',
    'This call needs a user who signed in with e-mail and password.',
  );
}

/** An organisation keeps one active owner. */
export function lastOwner(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'LAST_OWNER',
    'This is the last owner. Make somebody else owner first.',
  );
}

/** The member of staff is deactivated. */
export function staffDeactivated(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'STAFF_DEACTIVATED',
    'This member of staff is deactivated. Reactivate them first.',
  );
}

/** The account belongs to a member of staff of the organisation already. */
export function staffExists(): Error {
  return refuse(
    'ALREADY_EXISTS',
    'STAFF_EXISTS',
    'This account belongs to a member of staff of this organisation already.',
  );
}

/** The account has rights at more cafés than an access token can name. */
export function tooManyCafes(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'TOO_MANY_CAFES',
    'This account has rights at too many cafés to sign in. Ask an owner to take some of them away.',
  );
}

/** An account that works at a café is not removed while it does. */
export function userIsStaff(): Error {
  return refuse(
    'FAILED_PRECONDITION',
    'USER_IS_STAFF',
    'This account works at a café. Leave its team first.',
  );
}
