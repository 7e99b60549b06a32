import { call, isLinkRefused } from './call.ts';
import { element, moveTo, onSubmit, sayProblem, show, takeToken } from './page.ts';
import { passwordForm } from './password-form.ts';

const token = takeToken();

// Whether the address has an account, only the server knows: it asks for a password where there is none.
onSubmit(element<HTMLFormElement>('join-form'), async () => {
  const answer = await call('accept-invitation', { token });
  if (answer.ok) moveTo('joined');
  else if (isLinkRefused(answer)) moveTo('refused');
  else if (answer.fields.some(({ field }) => field === 'password')) moveTo('password');
  else sayProblem(answer.message);
});
passwordForm((password) => call('accept-invitation', { token, password }));
show(token === '' ? 'missing' : 'ask');
