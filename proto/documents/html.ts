/** The little HTML that the API reference is written in. */

/** Text for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c] ?? c);
}

/** A comment of the contracts: paragraphs, with `code` in backticks. */
export function prose(text: string): string {
  return text
    .split('\n')
    .filter(Boolean)
    .map((paragraph) => `<p>${inline(paragraph)}</p>`)
    .join('\n');
}

export function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

/** A table; cells are HTML. Empty without rows. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row(heads, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('\n')}</tbody></table>`;
}

/** A whole page with the navigation of all pages. */
export function page(title: string, pages: readonly { file: string; title: string }[], body: string): string {
  const links = pages
    .map(
      (each) =>
        `<a href="${each.file}"${each.title === title ? ' aria-current="page"' : ''}>${escapeHtml(each.title)}</a>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · Sippy API</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<nav aria-label="Pages"><strong>Sippy API</strong>
${links}
<a href="/openapi.json">OpenAPI 3.1</a></nav>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

export const style = `:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --soft: color-mix(in srgb, currentColor 6%, transparent); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 13rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; padding: 1.5rem 1rem; border-right: 1px solid var(--line); display: flex; flex-direction: column; gap: .25rem; overflow: auto; }
nav a { color: inherit; text-decoration: none; padding: .2rem .5rem; border-radius: .3rem; }
nav a:hover, nav a[aria-current] { background: var(--soft); }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 6rem; max-width: 64rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
h3 { margin: 2.5rem 0 .25rem; }
h3 a, h2 a { color: inherit; text-decoration: none; }
code, pre { font: .875em/1.5 ui-monospace, monospace; background: var(--soft); border-radius: .25rem; }
code { padding: .1em .3em; }
pre { padding: .75rem 1rem; overflow: auto; }
pre code { padding: 0; background: none; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; font-size: .9375em; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); }
.tag { font-size: .75em; border: 1px solid var(--line); border-radius: 1rem; padding: .05em .6em; margin-left: .4em; font-weight: normal; vertical-align: middle; }
summary { cursor: pointer; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; flex-flow: row wrap; border-right: 0; border-bottom: 1px solid var(--line); } }
`;
