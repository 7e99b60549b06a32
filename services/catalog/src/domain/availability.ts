import { refuse } from '@sippy/kit/refusal';

/** What can be sold out. */
export interface Subject {
  kind: 'PRODUCT' | 'MODIFIER';
  id: string;
}

/** Whether something is on sale at a café, and when it is expected back if not. */
export interface Availability {
  available: boolean;
  returnTime: Date | undefined;
}

/** What a request asks for. Refuses a time of return that lies in the past, or for what is on sale. */
export function availabilityOf(request: Availability, now: Date): Availability {
  const { available, returnTime } = request;
  if (available && returnTime) throw invalid('return_time is given for something that is on sale.');
  if (returnTime && returnTime <= now) throw invalid('return_time lies in the past.');
  return { available, returnTime };
}

function invalid(message: string): Error {
  return refuse('INVALID_ARGUMENT', 'RETURN_TIME_INVALID', message, {
    fields: [{ field: 'return_time', description: message }],
  });
}
