/** Damm's quasigroup of order ten: it finds every wrong digit and every swap of neighbours. */
const STEPS = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

const BODY_LENGTH = 8;

/** How many numbers there are. */
export const MEMBERSHIP_NUMBERS = 10 ** BODY_LENGTH;

/** The membership number with this serial (0 to 99,999,999): eight digits and one that checks them. */
export function membershipNumber(serial: number): string {
  const body = String(serial).padStart(BODY_LENGTH, '0');
  return body + checkDigit(body);
}

/** A number as people read it: `4821-0935-7`. */
export function formatMembershipNumber(number: string): string {
  return `${number.slice(0, 4)}-${number.slice(4, 8)}-${number.slice(8)}`;
}

/** A number as somebody typed it, without blanks and hyphens; undefined if it has a typing error. */
export function readMembershipNumber(typed: string): string | undefined {
  const number = typed.replace(/[\s-]/g, '');
  return /^\d{9}$/.test(number) && checkDigit(number) === '0' ? number : undefined;
}

function checkDigit(digits: string): string {
  let interim = 0;
  for (const digit of digits) interim = Number(STEPS[interim]?.[Number(digit)]);
  return String(interim);
}
