/** The sandbox's inbox, as a person reads it who waits for a mail. */

/** Waits for the next mail to `address` after `since` and returns the token of the link in it. Throws after 30 s. */
export async function awaitMailedToken(inboxUrl: string, address: string, since: Date): Promise<string> {
  const query = new URLSearchParams({ to: address, after: since.toISOString(), wait: '30', limit: '1' });
  const list = await getJson<{ messages: { id: string }[] }>(`${inboxUrl}/api/messages?${query}`);
  const id = list.messages[0]?.id;
  if (!id) throw new Error(`No mail to ${address} came within 30 s.`);
  const { text } = await getJson<{ text: string }>(`${inboxUrl}/api/messages/${id}`);
  const token = /#token=([\w-]+)/.exec(text)?.[1];
  if (!token) throw new Error(`The mail to ${address} has no link with a token.`);
  return token;
}

/** Asks again where the connection broke: an idle one may be closed just as it is used. */
async function getJson<T>(url: string, tries = 3): Promise<T> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(40_000) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
    return (await response.json()) as T;
  } catch (error) {
    if (tries > 1 && error instanceof TypeError) return getJson(url, tries - 1);
    throw new Error(`The inbox does not answer: ${reasonOf(error)}`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
