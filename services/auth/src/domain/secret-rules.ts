import { refuse } from '@sippy/kit/refusal';

const MIN_PASSWORD_LENGTH = 10;

/** Refuses a password that is short, the e-mail address or a part of it, or one sign repeated. `field` names it. */
export function checkPassword(password: string, email: string, field: string): void {
  const plain = password.normalize('NFKC').toLowerCase();
  const [mailbox = ''] = email.split('@');
  const weak =
    [...password].length < MIN_PASSWORD_LENGTH ||
    plain === email ||
    plain === mailbox ||
    new Set(plain).size < 3;
  if (!weak) return;
  throw refuse(
    'INVALID_ARGUMENT',
    'PASSWORD_WEAK',
    `The password must have at least ${MIN_PASSWORD_LENGTH} characters, three different ones among them, and must not be the e-mail address.`,
    {
      fields: [
        { field, description: `must have at least ${MIN_PASSWORD_LENGTH} characters and be hard to guess` },
      ],
    },
  );
}

/** Refuses a PIN that is one digit repeated or a run such as 1234 or 9876. `field` names it. */
export function checkPin(pin: string, field: string): void {
  const steps = new Set([...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10));
  const [step] = steps;
  if (steps.size > 1 || (step !== 0 && step !== 1 && step !== 9)) return;
  throw refuse(
    'INVALID_ARGUMENT',
    'PIN_WEAK',
    'The PIN must not be one digit repeated or a run such as 1234.',
    {
      fields: [{ field, description: 'must not be one digit repeated or a run' }],
    },
  );
}
