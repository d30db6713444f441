/** Where a program listens; `text` is the form that gRPC binds. */
export type ListenAddress =
  | { readonly kind: "unix"; readonly text: string; readonly path: string }
  | { readonly kind: "tcp"; readonly text: string; readonly host: string; readonly port: number };

/** `unix:/PATH` or `HOST:PORT`, an IPv6 address in brackets; null for what is neither. */
export function parseListen(text: string): ListenAddress | null {
  if (text.startsWith("unix:")) {
    const path = text.slice("unix:".length);
    // sun_path has 108 bytes with its end (unix(7)).
    const isUsable = path.startsWith("/") && Buffer.byteLength(path) < 108;
    return isUsable ? { kind: "unix", text, path } : null;
  }
  const match = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:/[\]\s]+):(?<port>\d{1,5})$/.exec(text);
  const { host, port: digits } = match?.groups ?? {};
  const port = Number(digits);
  if (host === undefined || !(port >= 1 && port <= 65_535)) return null;
  return { kind: "tcp", text, host, port };
}

/** Others than this machine connect here, unlike on a unix socket or loopback. */
export function isExposed(address: ListenAddress): boolean {
  if (address.kind === "unix") return false;
  return !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(address.host);
}
