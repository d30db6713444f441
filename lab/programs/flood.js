// Sends small UDP datagrams to an address and port, so many a second.
// Arguments: ADDRESS PORT DATAGRAMS_PER_SECOND
import { createSocket } from "node:dgram";

const [address = "", port = "0", rate = "0"] = process.argv.slice(2);
const everyMs = 5;
const socket = createSocket("udp4");
const datagram = Buffer.alloc(18); // the shortest Ethernet frame
let sent = 0;
const startedAt = Date.now();

socket.on("error", () => {}); // a queue that is full, an interface that is down
setInterval(() => {
  const due = Math.floor(((Date.now() - startedAt) / 1_000) * Number(rate));
  // What a busy machine kept this from sending is not made up for at once.
  sent = Math.max(sent, due - Number(rate) / 10);
  for (; sent < due; sent += 1) socket.send(datagram, Number(port), address);
}, everyMs);
