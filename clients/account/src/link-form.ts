import { call } from './call.ts';
import { markField, markRefusal } from './fields.ts';
import { element, moveTo, onSubmit } from './page.ts';

/** The form that has a new link mailed, by the REST path `forgot-password` or `resend-verification`. */
export function linkForm(path: 'forgot-password' | 'resend-verification'): void {
  const form = element<HTMLFormElement>('link-form');
  const email = element<HTMLInputElement>('email');
  onSubmit(form, async () => {
    markField(email, '');
    const address = email.value.trim();
    if (address === '')
      return markRefusal(form, '', [{ field: 'email', description: 'type your e-mail address' }]);
    const answer = await call(path, { email: address });
    if (!answer.ok) return markRefusal(form, answer.message, answer.fields);
    element('sent-to').textContent = address;
    moveTo('sent');
  });
}
