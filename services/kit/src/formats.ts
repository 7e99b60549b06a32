/** Checks one text; `undefined` when it is fine, else what is wrong with it. */
export type TextCheck = (text: string) => string | undefined;

const DAY_MS = 86_400_000;
const TEN_YEARS_MS = 3653 * DAY_MS;

// Control characters but tab, line feed and carriage return.
const CONTROL = /[^\P{Cc}\t\n\r]/u;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const EMAIL_LOCAL = /^[^\s@"(),:;<>[\\\]\p{Cc}]{1,64}$/u;
const DOMAIN_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

const pattern =
  (regex: RegExp, what: string): TextCheck =>
  (text) =>
    regex.test(text) ? undefined : `must be ${what}`;

const plain: TextCheck = (text) => {
  if (CONTROL.test(text)) return 'must not contain control characters';
  return text.isWellFormed() ? undefined : 'must be well-formed Unicode';
};

/** Checks by the number of `sippy.options.v1.Format`. */
export const formats: readonly TextCheck[] = [
  plain,
  pattern(UUID, 'a UUID in lower case'),
  (text) => (isRecentUuidV7(text) ? undefined : 'must be a UUID of version 7, made recently'),
  (text) => (isEmail(text) ? undefined : 'must be an e-mail address'),
  pattern(/^\+[1-9]\d{6,14}$/, 'a telephone number such as +12125550123'),
  (text) => (currencies().has(text) ? undefined : 'must be an ISO 4217 currency code such as EUR'),
  (text) => (isTimeZone(text) ? undefined : 'must be an IANA time zone such as Europe/Berlin'),
  (text) => (isLanguage(text) ? undefined : 'must be a language tag such as de-AT'),
  (text) => (isDate(text) ? undefined : 'must be a date as YYYY-MM-DD'),
  pattern(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day as HH:MM'),
  pattern(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens'),
  pattern(/^\d{4,8}$/, 'four to eight digits'),
  () => undefined,
  pattern(/^[A-Z]+$/, 'capital letters from A to Z'),
];

/** Whether a text is a UUID in its canonical form: 36 characters, lower case. */
export function isCanonicalUuid(text: string): boolean {
  return UUID.test(text);
}

function isRecentUuidV7(text: string): boolean {
  if (!UUID.test(text) || text[14] !== '7') return false;
  const time = Number.parseInt(text.slice(0, 8) + text.slice(9, 13), 16);
  const now = Date.now();
  return time > now - TEN_YEARS_MS && time < now + DAY_MS;
}

/** An e-mail address as it is kept and compared: no blanks around it, Unicode composed, lower case. */
export function normaliseEmail(typed: string): string {
  return typed.trim().normalize('NFC').toLowerCase();
}

/** Whether a text is an e-mail address of at most 254 characters. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || text.length > 254) return false;
  const local = text.slice(0, at);
  if (!EMAIL_LOCAL.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    return false;
  const labels = text.slice(at + 1).split('.');
  return (
    labels.length >= 2 &&
    labels.every((label) => DOMAIN_LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '')
  );
}

let knownCurrencies: ReadonlySet<string> | undefined;

function currencies(): ReadonlySet<string> {
  knownCurrencies ??= new Set(Intl.supportedValuesOf('currency'));
  return knownCurrencies;
}

const zones = new Map<string, boolean>();

function isTimeZone(text: string): boolean {
  if (text.length > 64) return false;
  const known = zones.get(text);
  if (known !== undefined) return known;
  const found = findTimeZone(text);
  if (zones.size < 1000) zones.set(text, found);
  return found;
}

function findTimeZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    return timeZone === text || timeZone.toLowerCase() !== text.toLowerCase();
  } catch {
    return false;
  }
}

/** Whether a text is a BCP 47 language tag. */
export function isLanguage(text: string): boolean {
  if (text.length > 35 || !/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(text)) return false;
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

/** Whether a text is a calendar date as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null || text < '0001-01-01') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(match[3]);
}
