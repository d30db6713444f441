// A link that keeps every frame for a while: datagrams for a group that come to one port leave for
// another port of this host after a delay, in their order.
// Arguments: groups of LISTEN_PORT TO_PORT DELAY_MS
// Between two VXLAN devices on the loopback it is what netem would be, for a kernel without it.
import { createSocket } from "node:dgram";

const numbers = process.argv.slice(2).map(Number);
const group = "239.1.1.1";
/** Datagrams that wait at once; more are dropped, as a queue of a real link does. */
const maxWaiting = 10_000;

for (let at = 0; at + 2 < numbers.length; at += 3) {
  const [listenPort = 0, toPort = 0, delayMs = 0] = numbers.slice(at, at + 3);
  const socket = createSocket("udp4");
  let waiting = 0;
  socket.on("message", (datagram) => {
    if (waiting >= maxWaiting) return;
    waiting += 1;
    setTimeout(() => {
      waiting -= 1;
      socket.send(datagram, toPort, "127.0.0.1");
    }, delayMs);
  });
  socket.on("error", () => {}); // an ICMP error while a device is made or removed
  socket.bind(listenPort, () => socket.addMembership(group, "127.0.0.1"));
}
