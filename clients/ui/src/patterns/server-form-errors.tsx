import { SippyError } from '@sippy/sdk/web';

/**
 * What the server found wrong, by field: `display_name` and `displayName` both lead to the sentence for it. Empty for errors
 * that are about no field.
 */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof SippyError)) return {};
  const sentences: Record<string, string> = {};
  for (const { field, description } of error.fields) {
    const sentence = sentenceOf(description);
    sentences[field] ??= sentence;
    sentences[camelCase(field)] ??= sentence;
  }
  return sentences;
}

function camelCase(field: string): string {
  return field.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function sentenceOf(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
