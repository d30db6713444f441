/**
 * The base of every error that tapline raises on purpose.
 *
 * Each module declares a union of `{code, …numbers}`; code that catches switches on `type.code`
 * and never parses a message. Messages say what was tried, what was found and, where there is one,
 * what to do next, without a final period.
 */
export class TaplineError<T extends { readonly code: string }> extends Error {
  readonly type: T;

  constructor(type: T, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "TaplineError";
    this.type = type;
  }
}

/** The message of whatever was thrown, for a log line or a `failed` status. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
