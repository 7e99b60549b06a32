/** Headers that every answer carries, and those that requests must not bring. */
import { grpcCode } from './errors.ts';
import { defaultHeader, filter, type JsonObject, perRoute, setHeader } from './json.ts';
import type { GatewayOptions } from './options.ts';

/** API answers are data: a browser that shows one, such as a receipt, runs nothing in it. */
const apiPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

/** Pages are ours, without inline script; Stripe's form is the one foreign thing in them. */
const pagePolicy = [
  "default-src 'self'",
  "script-src 'self' https://js.stripe.com",
  'frame-src https://js.stripe.com https://hooks.stripe.com',
  "connect-src 'self' https://api.stripe.com",
  "img-src 'self' data: blob:",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Pages that take tokens and passwords let nothing foreign near. */
const accountPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** First filter: cleans what comes in, and dresses what goes out, Envoy's own answers included. */
export function headerFilter(options: GatewayOptions): JsonObject {
  return filter('header_mutation', 'header_mutation.v3.HeaderMutation', {
    mutations: {
      request_mutations: [
        // What the gateway and services tell each other is theirs alone.
        { remove_on_match: { key_matcher: { prefix: 'x-sippy-' } } },
        { remove: 'x-envoy-original-path' },
        // Services see the one address that can be trusted, not what the client claimed.
        { append: setHeader('x-forwarded-for', '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%') },
        { append: defaultHeader('x-correlation-id', '%REQ(x-request-id)%') },
      ],
      response_mutations: [
        { remove: 'x-envoy-upstream-healthchecked-cluster' },
        { append: setHeader('x-correlation-id', '%REQ(x-correlation-id)%') },
        ...grpcCode,
        ...answerHeaders(options).map((append) => ({ append })),
      ],
    },
  });
}

/** What every answer carries, whoever gave it. */
function answerHeaders({ tls }: GatewayOptions): JsonObject[] {
  return [
    setHeader('x-content-type-options', 'nosniff'),
    defaultHeader('content-security-policy', apiPolicy),
    defaultHeader('cache-control', 'no-store'),
    ...(tls ? [setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')] : []),
  ];
}

/** What pages carry besides. */
export const pageHeaders = headersUnder(pagePolicy);

/** What the pages of an account carry besides. */
export const accountHeaders = headersUnder(accountPolicy);

function headersUnder(policy: string): readonly JsonObject[] {
  return [
    setHeader('content-security-policy', policy),
    setHeader('referrer-policy', 'no-referrer'),
    setHeader('cross-origin-opener-policy', 'same-origin'),
    setHeader('permissions-policy', 'camera=(self), geolocation=(self), microphone=()'),
  ];
}

/** Which foreign origins may read answers, as settings of a virtual host. */
export function corsPolicy(origins: readonly string[]): JsonObject {
  return perRoute('cors', 'cors.v3.CorsPolicy', {
    allow_origin_string_match: origins.map(originMatcher),
    allow_methods: 'GET, POST, PUT, PATCH, DELETE',
    allow_headers:
      'authorization, content-type, x-grpc-web, x-user-agent, grpc-timeout, x-correlation-id, traceparent, tracestate, if-none-match, accept-language',
    expose_headers:
      'grpc-status, grpc-message, grpc-status-details-bin, etag, retry-after, x-correlation-id, x-request-id, deprecation, sunset',
    allow_credentials: true,
    max_age: '7200',
  });
}

/** A trailing `:*` stands for any port. */
function originMatcher(origin: string): JsonObject {
  if (!origin.endsWith(':*')) return { exact: origin };
  const escaped = origin.slice(0, -2).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return { safe_regex: { regex: `${escaped}(:\\d{1,5})?` } };
}
