/** What the server says of one field of a request, named as in the contract. */
export interface FieldProblem {
  field: string;
  description: string;
}

/** An answer, or a refusal in words for people. */
export type Answer =
  | { ok: true; body: Record<string, unknown> }
  | { ok: false; message: string; fields: FieldProblem[] };

interface ErrorBody {
  message?: string;
  details?: { fieldViolations?: FieldProblem[] }[];
}

const timeoutMs = 20_000;

/** Sends a request to a REST path of the gateway that served this page. Never rejects. */
export async function call(path: string, request: Record<string, string>): Promise<Answer> {
  const refused = (message: string, fields: FieldProblem[] = []): Answer => ({ ok: false, message, fields });
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(`/api/v1/auth/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      credentials: 'omit',
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = await response.json();
  } catch {
    return refused('Sippy does not answer. Check your connection, then try again.');
  }
  if (response.ok) return { ok: true, body: body as Record<string, unknown> };
  const { message = '', details = [] } = body as ErrorBody;
  if (response.status === 429)
    return refused('That was tried too often. Wait a few minutes, then try again.');
  if (response.status >= 500) return refused('Something went wrong on our side. Try again in a minute.');
  return refused(
    message,
    details.flatMap(({ fieldViolations = [] }) => fieldViolations),
  );
}

/** Whether a refusal is about the link itself: used, expired or damaged. */
export function isLinkRefused(answer: Answer): boolean {
  return !answer.ok && answer.fields.some(({ field }) => field === 'token');
}
