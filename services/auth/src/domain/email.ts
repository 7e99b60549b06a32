/** An e-mail address as it is kept and compared: no blanks around it, Unicode composed, lower case. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFC').toLowerCase();
}
