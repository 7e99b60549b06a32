import { call, isLinkRefused } from './call.ts';
import { linkForm } from './link-form.ts';
import { element, moveTo, onSubmit, sayProblem, show, takeToken } from './page.ts';

const token = takeToken();

// Only a press verifies: programs that scan mail open every link.
onSubmit(element<HTMLFormElement>('verify-form'), async () => {
  const answer = await call('verify', { token });
  if (answer.ok) {
    const passwordToken = String(answer.body.passwordToken ?? '');
    if (passwordToken === '') return moveTo('done');
    element<HTMLAnchorElement>('choose').href =
      `reset-password#${new URLSearchParams({ token: passwordToken })}`;
    moveTo('password');
  } else if (isLinkRefused(answer)) moveTo('refused');
  else sayProblem(answer.message);
});
linkForm('resend-verification');
show(token === '' ? 'missing' : 'ask');
