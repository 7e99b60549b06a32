/**
 * The token of the mailed link. It stands behind the `#`, which browsers send to nobody, and is taken out of the address
 * bar and the history at once.
 */
export function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  // Another link to this page, opened in this tab, changes only what is behind the `#`.
  addEventListener('hashchange', () => location.reload());
  return token;
}

/** The element of the page with this id. Throws if there is none. */
export function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** Shows the parts of the page that belong to a state, and hides the others. */
export function show(state: string): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-when]'))
    part.hidden = !part.dataset.when?.split(' ').includes(state);
  const heading = document.querySelector<HTMLElement>('[data-when]:not([hidden]) h1');
  if (heading) document.title = `${heading.textContent} · Sippy`;
}

/** Like `show`, and leads the keyboard and screen readers to what is new. */
export function moveTo(state: string): void {
  show(state);
  document.querySelector<HTMLElement>('[data-when]:not([hidden]) h1')?.focus();
}

/** Runs `work` when a form is sent, never twice at a time, and says that it is under way. */
export function onSubmit(form: HTMLFormElement, work: () => Promise<void>): void {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    sayProblem('');
    element('news').textContent = 'One moment …';
    try {
      await work();
    } finally {
      form.ariaBusy = 'false';
      element('news').textContent = '';
    }
  });
}

/** Says what went wrong with the whole of it; empty for nothing. */
export function sayProblem(text: string): void {
  element('problem').textContent = text;
}
