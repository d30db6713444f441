import { chmod, lstat, mkdir, unlink } from "node:fs/promises";
import { connect } from "node:net";
import { dirname } from "node:path";
import { ListenError } from "./listen-error.ts";

/** Who may connect: owner and group. */
const socketMode = 0o660;

/**
 * Listens on a unix socket to which owner and group may connect, whatever the process's mask is.
 *
 * @param bind makes the socket and listens on it.
 * @throws {ListenError}
 */
export async function listenOnUnix(path: string, bind: () => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await removeStaleSocket(path);
  // The mask keeps others out from the first moment on, chmod lets the group in whatever it was.
  const mask = process.umask(0o177);
  try {
    await bind();
  } finally {
    process.umask(mask);
  }
  await chmod(path, socketMode);
}

/**
 * Clears the way for a unix socket: a socket file that nobody listens on any more is removed.
 *
 * @throws {ListenError} IN_USE when somebody listens, NO_SOCKET when another kind of file is there.
 */
async function removeStaleSocket(path: string): Promise<void> {
  const address = `unix:${path}`;
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return;
  if (!found.isSocket()) {
    const message = `Cannot listen on ${address}: a file that is not a socket is there`;
    throw new ListenError({ code: "NO_SOCKET", address }, message);
  }
  if (await answers(path)) {
    const message = `Cannot listen on ${address}: another process does; stop it first`;
    throw new ListenError({ code: "IN_USE", address }, message);
  }
  await unlink(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const finish = (isAnswered: boolean): void => {
      socket.destroy();
      resolve(isAnswered);
    };
    socket.once("connect", () => finish(true));
    socket.once("error", () => finish(false));
  });
}
