/** Times as the café's clock shows them. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Time of day in the café's zone: 8:14 AM, 08:14. */
export function formatTime(date: Date, zone: string, language: string): string {
  return formatOf(language, zone, { hour: 'numeric', minute: '2-digit' }).format(date);
}

/** Time of day with seconds, for a moment that matters exactly: 8:14:07 AM. */
export function formatExactTime(date: Date, zone: string, language: string): string {
  return formatOf(language, zone, { hour: 'numeric', minute: '2-digit', second: '2-digit' }).format(date);
}

/** Day and time in the café's zone: Mon 3 Mar, 08:14. */
export function formatDayTime(date: Date, zone: string, language: string): string {
  const parts = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  } as const;
  return formatOf(language, zone, parts).format(date);
}

/** A business day (`2026-11-21`) in words: Saturday, 21 November. */
export function businessDayText(day: string, language: string): string {
  const parts = { weekday: 'long', day: 'numeric', month: 'long' } as const;
  return formatOf(language, 'UTC', parts).format(new Date(`${day}T12:00:00Z`));
}

/** A date (`2026-11-21`) in few words, with its year: Nov 21, 2026. */
export function dateText(day: string, language: string): string {
  const parts = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  return formatOf(language, 'UTC', parts).format(new Date(`${day}T12:00:00Z`));
}

function formatOf(language: string, zone: string, parts: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${Object.entries(parts).flat().join()}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(language, { ...parts, timeZone: zone });
    formats.set(key, format);
  }
  return format;
}
