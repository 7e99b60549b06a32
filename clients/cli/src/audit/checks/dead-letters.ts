import type { Check, Finding } from '../check.ts';

interface LetterRow {
  event_id: string;
  consumer: string;
  type: string;
  error: string;
  state: string;
  is_tried: boolean;
}

/** An event that fails is tried again after a minute at most. */
const letters = `select event_id::text, consumer, type, error, state,
    state = 'FAILING' and last_time > now() - interval '2 minutes' - current_setting('sippy.grace')::interval as is_tried
  from dead_letter where state <> 'DROPPED' order by event_id`;

/** No consumer has given an event up. */
export const deadLetters: Check = {
  name: 'dead-letters',
  rule: 'No event lies in a dead-letter queue.',
  async *run(books): AsyncGenerator<Finding> {
    for (const service of books.services) {
      for await (const { event_id, consumer, type, error, is_tried } of books.scan<LetterRow>(
        service,
        letters,
      ))
        yield is_tried
          ? 'young'
          : { subject: `event ${event_id}`, problem: `${consumer} cannot apply ${type}: ${error}` };
      yield 'right';
    }
  },
};
