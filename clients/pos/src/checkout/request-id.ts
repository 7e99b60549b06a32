/** Request ids that outlive a reload: the same thing asked again before an answer came is the same request. */
import { v7 as newId } from 'uuid';
import { isRefusal } from './sale-problem.ts';

const prefix = 'sippy.request.';

/**
 * Runs a call with the request id kept for what is asked (`key` names it whole, such as the payment and the lines of a
 * refund), until it is answered: done, or refused for certain.
 */
export async function withRequestId<T>(
  key: string,
  run: (requestId: string) => Promise<T>,
  storage: Storage = localStorage,
): Promise<T> {
  const place = prefix + key;
  const requestId = storage.getItem(place) ?? newId();
  storage.setItem(place, requestId);
  try {
    const answer = await run(requestId);
    storage.removeItem(place);
    return answer;
  } catch (error) {
    if (isRefusal(error)) storage.removeItem(place);
    throw error;
  }
}
