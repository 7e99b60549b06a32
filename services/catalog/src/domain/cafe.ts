/** A café and its organisation. */
export interface CafeRef {
  cafeId: string;
  organisationId: string;
}

/** What a menu depends on of its café, as the café service says it. */
export interface CafeFacts extends CafeRef {
  /** ISO 4217. */
  currencyCode: string;
  /** IANA name. */
  timeZone: string;
  /** Version of the café's settings. */
  version: bigint;
}
