/** Stripe's form encoding: `a[b]=c` nests, `a[]=c` and `a[0]=c` make lists. */

/** Decoded parameters: texts, and objects of them. Lists are objects keyed by position. */
export interface Params {
  [name: string]: string | Params;
}

/** Decodes a form body or a query string. */
export function parseForm(text: string): Params {
  const root: Params = Object.create(null) as Params;
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+|\[\]/g)].map((m) => m[0]);
    put(root, path, value);
  }
  return root;
}

function put(root: Params, path: readonly string[], value: string): void {
  let at = root;
  path.forEach((step, i) => {
    const name = step === '[]' ? String(Object.keys(at).length) : step;
    if (i === path.length - 1) {
      at[name] = value;
      return;
    }
    const next = at[name];
    if (typeof next === 'object') {
      at = next;
    } else {
      const made: Params = Object.create(null) as Params;
      at[name] = made;
      at = made;
    }
  });
}

/** The same parameters always give the same text, in whatever order they came. */
export function canonical(params: Params): string {
  const entries = Object.keys(params)
    .sort()
    .map((name) => {
      const value = params[name];
      return `${JSON.stringify(name)}:${typeof value === 'object' ? canonical(value) : JSON.stringify(value)}`;
    });
  return `{${entries.join(',')}}`;
}

/** A text parameter, or undefined if it is absent or empty. */
export function text(params: Params, name: string): string | undefined {
  const value = params[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The elements of a list parameter. */
export function list(params: Params, name: string): string[] {
  const value = params[name];
  return typeof value === 'object' ? Object.values(value).filter((v) => typeof v === 'string') : [];
}

/** An object parameter of texts, such as metadata. */
export function texts(params: Params, name: string): Record<string, string> {
  const value = params[name];
  if (typeof value !== 'object') return {};
  return Object.fromEntries(
    Object.entries(value).filter((e): e is [string, string] => typeof e[1] === 'string'),
  );
}
