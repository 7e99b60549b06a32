/** First page of the API reference: what holds for every call. */
import type { DescService } from '@bufbuild/protobuf';
import { type Contracts, commentOf } from '../contract.ts';
import { escapeHtml, inline, table } from './html.ts';

/** Its body as HTML. */
export function guide(contracts: Contracts): string {
  return `
<p>One set of contracts, three ways to call it through one address: REST with JSON, gRPC, and gRPC-Web for browsers.
What a page of this reference says of an RPC holds for all three.</p>
${serviceTable(contracts)}
<h2>Signing in</h2>
<p>Sign in with <a href="auth.html">AuthService</a>, and send the access token with every call as
<code>authorization: Bearer …</code>. It lives for 15 minutes; the refresh token, used once, brings the next.
What you may do is in the token: a permission such as <code>order.place</code>, at named cafés. An RPC says which one it needs.
What is not yours does not exist for you: it is <code>NOT_FOUND</code>.</p>
<h2>REST and JSON</h2>
<pre><code>${escapeHtml(`curl http://localhost:8080/api/v1/orders \\
  -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
  -d '{"requestId":"…","cafeId":"…","kind":"ORDER_KIND_TAKEAWAY","lines":[{"productId":"…","variantId":"…","quantity":1}]}'`)}</code></pre>
<p>Fields are written in camelCase; the names of this reference are understood as well. Numbers of 64 bits are text.
Times are RFC 3339. A query names the fields of a message with dots: <code>?page.pageSize=20</code>.
A field of a body that the contract does not know is passed over without a word, so check what you send against the
machine-readable description, <a href="/openapi.json">OpenAPI 3.1</a>.</p>
<h2>gRPC and gRPC-Web</h2>
<p>HTTP/2 without TLS needs prior knowledge on this address. <code>grpc-timeout</code> is honoured and reaches every service on the way.</p>
<h2>Changes can be sent again</h2>
<p>Every change takes a <code>request_id</code>, a UUID of your choosing, best of version 7. If an answer is lost, send the same
request again: the change is made once, and the answer is the same. Another request under the same id is refused
with <code>REQUEST_ID_REUSED</code>. Refusals are not remembered.</p>
<h2>Errors</h2>
<p>An error is a canonical code, a message for people and details for programs; over REST it is this JSON, whoever says it:</p>
<pre><code>${escapeHtml(`HTTP/1.1 404 Not Found

{"code":5,"message":"There is no order 018f…",
 "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"NOT_FOUND","domain":"sippy","metadata":{}}]}`)}</code></pre>
<p><code>ErrorInfo</code> carries the reason: those that all services share are under <a href="type.html">type</a>, the others
under each service. <code>BadRequest</code> names fields. <code>RetryInfo</code>, and over HTTP <code>retry-after</code>, say when it is
worth trying again. The header <code>x-correlation-id</code> of every answer leads us to its trace.</p>
<h2>Lists</h2>
<p>A list answers in pages: <code>page_size</code> elements, and a <code>next_page_token</code> to be sent as <code>page_token</code> for the next;
empty after the last.</p>
<h2>Live streams</h2>
<p>Over REST a stream is server-sent events, over gRPC-Web use the text form. Every message carries a sequence; name the last
one you have seen to go on from there. A heartbeat comes every 15 seconds: after a longer silence, open the stream again.</p>
<h2>Limits</h2>
<p>A request has at most 256 KiB, headers 32 KiB. Calls are limited by address and by caller, some RPCs more strictly, as their
entry says; beyond that the answer is <code>TOO_MANY_REQUESTS</code>.</p>`;
}

function serviceTable({ services, rpcs }: Contracts): string {
  const count = (service: DescService) =>
    rpcs.filter((rpc) => rpc.service === service && rpc.exposure === 'EDGE').length;
  return table(
    ['Service', '', 'RPCs'],
    services.map((service) => [
      `<a href="${service.typeName.split('.')[1]}.html#${service.typeName}">${service.name}</a>`,
      inline(commentOf(service)),
      String(count(service)),
    ]),
  );
}
