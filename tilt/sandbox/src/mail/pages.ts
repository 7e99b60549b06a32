/** The inbox for people (pages) and for programs (`/api/messages`). */
import type { Attachment, Email } from 'postal-mime';
import { json, nothingThere, type Reply, type Route, seeOther } from '../http.ts';
import { escapeHtml, html, Markup, page } from '../page.ts';
import { addressText, type Inbox, parseMail, type StoredMail } from './inbox.ts';

const idPattern = '(?<id>[0-9a-f-]{36})';
const longestWaitSeconds = 30;

/** Routes of the inbox. */
export function inboxRoutes(inbox: Inbox): Route[] {
  const withMail =
    (
      answer: (mail: StoredMail, email: Email, params: Readonly<Record<string, string>>) => Reply,
    ): Route['answer'] =>
    async ({ params }) => {
      const mail = inbox.get(params.id ?? '');
      if (!mail) return nothingThere;
      return answer(mail, await parseMail(Buffer.from(mail.source, 'base64')), params);
    };
  return [
    {
      method: 'GET',
      path: /^\/$/,
      answer: ({ url }) => listPage(inbox, url.searchParams.get('to') ?? undefined),
    },
    { method: 'GET', path: new RegExp(`^/messages/${idPattern}$`), answer: withMail(mailPage) },
    {
      method: 'GET',
      path: new RegExp(`^/messages/${idPattern}/html$`),
      answer: withMail((_mail, email) => mailHtml(email)),
    },
    {
      method: 'GET',
      path: new RegExp(`^/messages/${idPattern}/attachments/(?<n>\\d{1,2})$`),
      answer: withMail((_mail, email, params) => attachment(email.attachments[Number(params.n)])),
    },
    {
      method: 'POST',
      path: /^\/messages\/clear$/,
      answer() {
        inbox.drop();
        return seeOther('/');
      },
    },
    {
      method: 'GET',
      path: /^\/inbox\.js$/,
      answer: () => ({ status: 200, headers: { 'content-type': 'text/javascript' }, body: script }),
    },
    { method: 'GET', path: /^\/api\/messages$/, answer: ({ url }) => apiList(inbox, url.searchParams) },
    { method: 'GET', path: new RegExp(`^/api/messages/${idPattern}$`), answer: withMail(apiMail) },
    {
      method: 'DELETE',
      path: new RegExp(`^/api/messages(/${idPattern})?$`),
      answer({ params }) {
        inbox.drop(params.id);
        return { status: 204 };
      },
    },
  ];
}

/** With `wait` (seconds) the answer comes once there is a mail that fits, so that a test need not poll. */
async function apiList(inbox: Inbox, query: URLSearchParams): Promise<Reply> {
  const filter = { to: query.get('to') ?? undefined, limit: Number(query.get('limit')) || 100 };
  const after = query.get('after');
  const until = Date.now() + Math.min(Number(query.get('wait')) || 0, longestWaitSeconds) * 1000;
  for (;;) {
    const mails = inbox.list(filter).filter((m) => after === null || m.receivedTime > after);
    if (mails.length > 0 || Date.now() >= until)
      return json({ messages: mails.map(({ source: _, ...rest }) => rest) });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function apiMail(mail: StoredMail, email: Email): Reply {
  const { source: _, ...rest } = mail;
  return json({
    ...rest,
    headers: email.headers,
    text: email.text ?? '',
    html: email.html ?? '',
    attachments: email.attachments.map((a) => ({ filename: a.filename, mimeType: a.mimeType })),
  });
}

function listPage(inbox: Inbox, to: string | undefined): Reply {
  const mails = inbox.list({ to });
  const rows = mails.map(
    (m) =>
      html`<tr><td><a href="/messages/${m.id}">${m.subject}</a></td><td>${m.to.join(', ')}</td><td>${m.from}</td><td>${timeOf(m)}</td></tr>`,
  );
  return page(
    'Inbox',
    html`<p>Every mail that Sippy sends here ends up on this page and goes nowhere else.</p>
<form method="get" action="/"><label for="to">Only to</label><input id="to" name="to" type="email" value="${to ?? ''}"> <button>Show</button></form>
<form method="post" action="/messages/clear"><button>Delete all</button></form>
<p id="news" role="status" data-newest="${mails[0]?.receivedTime ?? ''}"></p>
${
  rows.length === 0
    ? html`<p>No mail yet. Register a user, and the mail that verifies the address comes here.</p>`
    : html`<div class="scroll"><table>
<thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">From</th><th scope="col">Received</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}`,
    { script: '/inbox.js' },
  );
}

const timeOf = (mail: StoredMail) =>
  html`<time datetime="${mail.receivedTime}">${mail.receivedTime.slice(0, 19).replace('T', ' ')} UTC</time>`;

function mailPage(mail: StoredMail, email: Email): Reply {
  const files = email.attachments.map(
    (a, n) =>
      html`<li><a href="/messages/${mail.id}/attachments/${n}">${a.filename ?? `part ${n + 1}`}</a> (${a.mimeType})</li>`,
  );
  return page(
    mail.subject,
    html`<dl>
<dt>From</dt><dd>${addressText(email.from) || mail.from}</dd>
<dt>To</dt><dd>${email.to?.map(addressText).join(', ') || mail.to.join(', ')}</dd>
<dt>Sent to</dt><dd>${mail.to.join(', ')}</dd>
<dt>Received</dt><dd>${timeOf(mail)}</dd>
</dl>
${email.text && html`<h2>Text</h2><pre>${linked(email.text)}</pre>`}
${
  email.html &&
  html`<h2>HTML</h2><iframe title="The mail as HTML" src="/messages/${mail.id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`
}
${files.length > 0 && html`<h2>Attachments</h2><ul>${files}</ul>`}`,
  );
}

/** Escaped text with its web addresses as links. */
function linked(text: string): Markup {
  const parts = text.split(/(https?:\/\/[^\s<>"']+)/);
  return new Markup(
    parts
      .map((part, i) => {
        const safe = escapeHtml(part);
        return i % 2 === 0 ? safe : `<a href="${safe}" rel="noopener noreferrer">${safe}</a>`;
      })
      .join(''),
  );
}

/** The mail's own HTML: it runs nothing, loads nothing, and its links open elsewhere. */
function mailHtml(email: Email): Reply {
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
    body: `<base target="_blank">${email.html ?? ''}`,
  };
}

function attachment(file: Attachment | undefined): Reply {
  if (!file) return nothingThere;
  const body = typeof file.content === 'string' ? file.content : new Uint8Array(file.content);
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename ?? 'attachment')}`,
      'x-content-type-options': 'nosniff',
    },
    body,
  };
}

/** Says when a new mail has come, and leaves it to the reader to look. */
const script = `
const news = document.getElementById('news');
const look = async () => {
  try {
    const after = news.dataset.newest ? '&after=' + encodeURIComponent(news.dataset.newest) : '';
    const { messages } = await (await fetch('/api/messages?limit=50' + after)).json();
    if (messages.length > 0) news.innerHTML = '<a href="">' + messages.length + ' new. Show</a>';
  } catch {}
};
if (news) setInterval(look, 3000);
`;
