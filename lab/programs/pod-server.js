// The program inside a pod: HTTP 200 with the pod's name on one TCP port, echo on one UDP port.
// Plain JavaScript, so that a pod starts in 50 ms without a loader.
// Arguments: NAME TCP_PORT UDP_PORT [ADDRESS [hang | DELAY_MS]]
// One that hangs takes no connection; one with a delay answers by UDP so much later.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const [name = "pod", tcpPort = "8080", udpPort = "9090", address = "::", mode = ""] =
  process.argv.slice(2);
const body = `${name}\n`;
const answer =
  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" +
  `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;

const server = createServer({ allowHalfOpen: false }, (socket) => {
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  // Whatever arrives is answered once, so a client that speaks no HTTP gets an end as well.
  socket.once("data", () => socket.end(answer));
});
// Dual stack: IPv4 arrives as ::ffff:a.b.c.d.
server.listen(Number(tcpPort), address, mode === "hang" ? 1 : undefined, () => {
  if (mode === "hang") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});

const family = address.includes(":") ? { type: "udp6", ipv6Only: false } : { type: "udp4" };
const echo = createSocket(family);
const delayMs = Number(mode) || 0;
echo.on("message", (message, { address, port }) => {
  const sendBack = () => echo.send(message, port, address);
  if (delayMs === 0) sendBack();
  else setTimeout(sendBack, delayMs);
});
echo.on("error", () => {}); // an ICMP error of a client that went away
echo.bind(Number(udpPort), address);
