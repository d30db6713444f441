import assert from "node:assert/strict";
import { test } from "node:test";
import { errorTexts, hintOf } from "../../../../proto/symptoms/error-texts.ts";
import { symptomKinds } from "../../../../proto/symptoms/symptom.ts";

/** Texts as the clients print them, with what they stand for, and the protocol and port in them. */
const texts: readonly [string, string, string?, number?][] = [
  // ping of iputils and busybox
  ["From 10.16.0.2 icmp_seq=1 Destination Host Unreachable", "host-unreachable"],
  ["From 10.16.0.1 icmp_seq=1 Destination Net Unreachable", "network-unreachable"],
  ["ping: connect: Network is unreachable", "network-unreachable"],
  ["ping: sendmsg: Operation not permitted", "not-permitted"],
  ["ping: sendmsg: No route to host", "host-unreachable"],
  ["ping: local error: message too long, mtu=1400", "too-big"],
  ["From 10.0.0.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)", "too-big"],
  ["From 10.0.0.1 icmp_seq=1 Packet filtered", "prohibited"],
  ["5 packets transmitted, 0 received, 100% packet loss, time 4086ms", "timeout"],
  ["ping: bad address 'web.default.svc'", "name-resolution"],
  ["ping: web: Temporary failure in name resolution", "name-resolution"],
  ["ping: web: Name or service not known", "name-resolution"],
  // curl
  [
    "curl: (7) Failed to connect to 10.16.0.6 port 8080 after 0 ms: Connection refused",
    "refused",
    "tcp",
    8080,
  ],
  [
    "curl: (7) Failed to connect to web port 80 after 3062 ms: No route to host",
    "host-unreachable",
    "tcp",
    80,
  ],
  [
    "curl: (28) Failed to connect to 10.16.0.6 port 8080 after 130 ms: Connection timed out",
    "timeout",
    "tcp",
    8080,
  ],
  ["curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received", "stall", "tcp"],
  ["curl: (6) Could not resolve host: web.shop", "name-resolution"],
  ["curl: (56) Recv failure: Connection reset by peer", "reset", "tcp"],
  ["curl: (52) Empty reply from server", "closed", "tcp"],
  ["curl: (60) SSL certificate problem: self-signed certificate", "application", "tcp"],
  ["curl: (22) The requested URL returned error: 503", "application", "tcp"],
  // Go
  ["dial tcp 10.16.0.6:8080: connect: connection refused", "refused", "tcp", 8080],
  ["dial tcp 10.16.0.6:8080: i/o timeout", "timeout", "tcp", 8080],
  ["dial tcp 10.16.0.6:443: connect: no route to host", "host-unreachable", "tcp", 443],
  ["dial tcp: lookup web on 10.96.0.10:53: no such host", "name-resolution"],
  [
    "lookup web on 10.96.0.10:53: read udp 10.1.1.1:40000->10.96.0.10:53: i/o timeout",
    "name-resolution",
  ],
  [
    "read tcp 10.16.0.5:41230->10.16.0.6:8080: read: connection reset by peer",
    "reset",
    "tcp",
    8080,
  ],
  ['Get "http://web:8080/": context deadline exceeded', "timeout", "tcp", 8080],
  ['Get "https://web/": net/http: TLS handshake timeout', "stall", "tcp", 443],
  [
    'Get "http://web/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    "stall",
    "tcp",
    80,
  ],
  ['Post "http://10.1.2.3:80/": EOF', "closed", "tcp", 80],
  // gRPC
  [
    'code = Unavailable desc = connection error: desc = "transport: dial tcp 10.1.1.1:50051: ' +
      'connect: connection refused"',
    "refused",
    "tcp",
    50051,
  ],
  ["rpc error: code = DeadlineExceeded desc = context deadline exceeded", "timeout"],
  ["14 UNAVAILABLE: No connection established", "timeout"],
  // Java
  ["java.net.ConnectException: Connection refused (Connection refused)", "refused", "tcp"],
  ["java.net.NoRouteToHostException: No route to host", "host-unreachable", "tcp"],
  ["java.net.SocketTimeoutException: connect timed out", "timeout", "tcp"],
  ["java.net.SocketTimeoutException: Read timed out", "stall", "tcp"],
  ["java.net.UnknownHostException: web.shop", "name-resolution"],
  // Python
  ["ConnectionRefusedError: [Errno 111] Connection refused", "refused"],
  ["OSError: [Errno 113] No route to host", "host-unreachable"],
  ["OSError: [Errno 101] Network is unreachable", "network-unreachable"],
  ["OSError: [Errno 99] Cannot assign requested address", "no-address"],
  ["TimeoutError: [Errno 110] Connection timed out", "timeout"],
  ["socket.gaierror: [Errno -2] Name or service not known", "name-resolution"],
  [
    "HTTPConnectionPool(host='web', port=8080): Read timed out. (read timeout=5)",
    "stall",
    "tcp",
    8080,
  ],
  ["PermissionError: [Errno 1] Operation not permitted", "not-permitted"],
  // Node, ssh, nc, dig
  ["Error: connect ECONNREFUSED 10.16.0.6:8080", "refused", "tcp", 8080],
  ["Error: getaddrinfo ENOTFOUND web", "name-resolution"],
  ["ssh: connect to host 10.16.0.6 port 22: No route to host", "host-unreachable", "tcp", 22],
  ["nc: connect to 10.16.0.6 port 53 (udp) failed: Connection refused", "refused", "udp", 53],
  [";; connection timed out; no servers could be reached", "name-resolution"],
  ["kex_exchange_identification: Connection closed by remote host", "closed"],
  // HTTP
  ["HTTP/1.1 503 Service Unavailable", "application", "tcp"],
  ["it does not work", "unknown"],
];

for (const [text, kind, protocol, port] of texts) {
  test(`${kind}: ${text}`, () => {
    const hint = hintOf(text);
    assert.equal(hint.kind, kind);
    if (kind === "name-resolution") assert.deepEqual([hint.protocol, hint.port], [null, null]);
    else assert.deepEqual([hint.protocol, hint.port], [protocol ?? null, port ?? null]);
  });
}

test("every kind has a text, and the table has no row that nothing reaches", () => {
  const kinds = new Set(texts.map(([text]) => hintOf(text).kind));
  assert.deepEqual(
    symptomKinds.filter((kind) => !kinds.has(kind)),
    [],
  );
  const reached = new Set(
    texts.map(([text]) => errorTexts.findIndex(({ pattern }) => pattern.test(text))),
  );
  const unreached = errorTexts.filter((_, index) => !reached.has(index));
  assert.deepEqual(unreached, []);
});
