import { call } from './call.ts';
import { linkForm } from './link-form.ts';
import { show, takeToken } from './page.ts';
import { passwordForm } from './password-form.ts';

const token = takeToken();

passwordForm((password) => call('reset-password', { token, new_password: password }));
linkForm('forgot-password');
show(token === '' ? 'missing' : 'ask');
