/** A cookie as the wire has it: at least 8 hex digits without "0x", the form of a UUID's start. */
export function cookieDigits(cookie: string): string {
  return cookie.replace(/^0x/, "").padStart(8, "0");
}
