/** The frame of the sandbox's pages: readable, without scripts of others, in light and dark. */
import type { Reply } from './http.ts';

/** Text that is HTML already; everything else is escaped by `html`. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Template of HTML: every value is escaped unless it is Markup; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  let text = parts[0] ?? '';
  values.forEach((value, i) => {
    text += markupOf(value) + (parts[i + 1] ?? '');
  });
  return new Markup(text);
}

/** Escapes text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function markupOf(value: unknown): string {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(markupOf).join('');
  return value === undefined || value === null || value === false ? '' : escapeHtml(String(value));
}

const style = `
:root{color-scheme:light dark;--ink:#1d1b19;--soft:#5c5650;--paper:#fdfbf8;--line:#d9d2c9;--link:#7a3410}
@media(prefers-color-scheme:dark){:root{--ink:#f1ece6;--soft:#b7aea4;--paper:#1b1917;--line:#443f39;--link:#f0a97e}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem 1.25rem 3rem;max-width:62rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
a{color:var(--link)} :focus-visible{outline:3px solid var(--link);outline-offset:2px}
nav a{margin-right:1rem;display:inline-block;padding:.4rem 0} h1{font-size:1.5rem;margin:.5rem 0 1rem;overflow-wrap:anywhere}
.scroll{overflow-x:auto} table{border-collapse:collapse;width:100%} th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:600} dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem} dt{color:var(--soft)} dd{margin:0;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);padding:1rem;border-radius:.5rem}
iframe{width:100%;height:32rem;border:1px solid var(--line);border-radius:.5rem;background:#fff}
button,input,select{font:inherit;padding:.5rem .9rem;border:1px solid var(--line);border-radius:.5rem;color:inherit;background:transparent}
button{cursor:pointer;border-color:var(--link)} form{display:inline-block;margin:.25rem .5rem .25rem 0} label{margin-right:.25rem} .soft{color:var(--soft)}`;

const contentPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; frame-src 'self'; form-action *; frame-ancestors 'none'; base-uri 'none'";

/** A whole page. `script` names a script of the sandbox's own. */
export function page(title: string, body: Markup, options: { status?: number; script?: string } = {}): Reply {
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Sippy sandbox</title>
<style>${new Markup(style)}</style>
${options.script && html`<script src="${options.script}" defer></script>`}
</head>
<body>
<nav aria-label="Sandbox"><a href="/">Inbox</a><a href="/stripe">Stripe stand-in</a></nav>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
  return {
    status: options.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: text,
  };
}
