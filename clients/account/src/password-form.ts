import { type Answer, isLinkRefused } from './call.ts';
import { markField, markRefusal } from './fields.ts';
import { element, moveTo, onSubmit } from './page.ts';

/** A form with a password, typed twice, that can be looked at. `send` hands it to the server. */
export function passwordForm(send: (password: string) => Promise<Answer>): void {
  const form = element<HTMLFormElement>('password-form');
  const password = element<HTMLInputElement>('password');
  const again = element<HTMLInputElement>('again');
  const reveal = element<HTMLInputElement>('reveal');
  reveal.addEventListener('change', () => {
    for (const input of [password, again]) input.type = reveal.checked ? 'text' : 'password';
  });
  onSubmit(form, async () => {
    for (const input of [password, again]) markField(input, '');
    if (password.value === '') return complain(password, 'Type a new password.');
    if (password.value !== again.value)
      return complain(again, 'This is not the same password. Type it again.');
    const answer = await send(password.value);
    if (answer.ok) {
      form.reset();
      moveTo('done');
    } else if (isLinkRefused(answer)) moveTo('refused');
    else markRefusal(form, answer.message, answer.fields);
  });
}

function complain(input: HTMLInputElement, text: string): void {
  markField(input, text);
  input.focus();
}
