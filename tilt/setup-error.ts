/** Something could not be had or done; `cure` is one line that a person can act on. */
export class SetupError extends Error {
  readonly cure: string;
  constructor(message: string, cure: string, options?: ErrorOptions) {
    super(message, options);
    this.cure = cure;
  }
}
