import { linkForm } from './link-form.ts';
import { show } from './page.ts';

linkForm('forgot-password');
show('ask');
