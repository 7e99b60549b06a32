/** Errors in the form in which Stripe sends them. */

/** Fields of Stripe's error object that the stand-in uses. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error' | 'rate_limit_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
}

/** An answer with an error. */
export class StripeFailure extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /** The endpoint had begun, so the answer is kept under the idempotency key. */
  readonly executed: boolean;

  constructor(status: number, body: ErrorBody, executed = false) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.executed = executed;
  }
}

/** A parameter that is missing or wrong; nothing was done. */
export function invalidParam(param: string, message: string, code?: string): StripeFailure {
  return new StripeFailure(400, {
    type: 'invalid_request_error',
    message,
    param,
    ...(code === undefined ? {} : { code }),
  });
}

/** A parameter that must be there. */
export function missingParam(param: string): StripeFailure {
  return invalidParam(param, `Missing required param: ${param}.`, 'parameter_missing');
}

/** An id that names nothing: 404 in the path, 400 in a parameter. */
export function noSuch(kind: string, id: string, param: string, status = 404): StripeFailure {
  return new StripeFailure(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${kind}: '${id}'`,
  });
}

/** A request that the object's state does not allow. */
export function unexpectedState(message: string, paymentIntent?: unknown): StripeFailure {
  return new StripeFailure(
    400,
    {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message,
      ...(paymentIntent === undefined ? {} : { payment_intent: paymentIntent }),
    },
    true,
  );
}
