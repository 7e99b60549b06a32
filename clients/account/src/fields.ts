import type { FieldProblem } from './call.ts';
import { element, sayProblem } from './page.ts';

/** Says at a field what is wrong with it; empty for nothing. */
export function markField(input: HTMLInputElement, text: string): void {
  const note = element(`${input.id}-problem`);
  note.textContent = text;
  note.hidden = text === '';
  if (text === '') input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
}

/** Shows a refusal: at the fields that it names, or below the form. Leads the keyboard to the first of them. */
export function markRefusal(form: HTMLFormElement, message: string, problems: readonly FieldProblem[]): void {
  const named = problems.flatMap(({ field, description }) => {
    const input = form.elements.namedItem(field);
    return input instanceof HTMLInputElement ? [{ input, text: sentence(description) }] : [];
  });
  for (const { input, text } of named) markField(input, text);
  named[0]?.input.focus();
  if (named.length === 0) sayProblem(message);
}

/** The server's half sentences, such as "must have at least 10 characters", as whole ones. */
function sentence(description: string): string {
  return `${description.charAt(0).toUpperCase()}${description.slice(1).replace(/\.$/, '')}.`;
}
