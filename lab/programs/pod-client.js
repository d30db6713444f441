// Connects once from the namespace it is started in. Arguments: tcp|udp HOST PORT TIMEOUT_MS
// Exit code 0: answered, 1: refused, 3: silence. Plain JavaScript, to start in 50 ms.
import { createSocket } from "node:dgram";
import { connect } from "node:net";

const [protocol = "tcp", host = "", port = "0", timeoutMs = "1000"] = process.argv.slice(2);
setTimeout(() => process.exit(3), Number(timeoutMs));

if (protocol === "tcp") {
  const socket = connect({ host, port: Number(port) });
  socket.on("connect", () => process.exit(0));
  socket.on("error", (error) => process.exit(error.code === "ECONNREFUSED" ? 1 : 3));
} else {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("error", () => process.exit(1));
  socket.on("message", () => process.exit(0));
  socket.connect(Number(port), host, () => socket.send("tapline lab"));
}
