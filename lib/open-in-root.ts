import { constants } from "node:fs";
import { type FileHandle, open, readlink } from "node:fs/promises";

/** open(2): a descriptor that only stands for the place; nothing is opened, no device acts. */
const O_PATH = 0o10000000;
const place = O_PATH | constants.O_NOFOLLOW;

/** As path_resolution(7) has it. */
const maxLinks = 40;
const maxComponents = 256;

/**
 * Opens a regular file below a folder that somebody else controls, as openat2(2) does with
 * RESOLVE_IN_ROOT: absolute links and ".." stay below the folder. Everything but a regular file is
 * refused before it is opened, so that no FIFO blocks and no device acts. Each step is taken from
 * the folder that is held open: what is renamed meanwhile leads nowhere else.
 *
 * @param root a folder, such as `/proc/<pid>/root`; links in its own path are followed.
 * @throws {NodeJS.ErrnoException} as open(2); ELOOP after 40 links, EINVAL for no regular file.
 */
export async function openInRoot(root: string, path: string): Promise<FileHandle> {
  const opened: FileHandle[] = [];
  const step = async (from: FileHandle | null, name: string): Promise<FileHandle> => {
    const file = from === null ? root : `${at(from)}/${name}`;
    const handle = await open(file, from === null ? O_PATH | constants.O_DIRECTORY : place);
    opened.push(handle);
    return handle;
  };
  try {
    const target = await walk(await step(null, ""), path, step);
    if (!(await target.stat()).isFile()) throw failure("EINVAL", `${path}: no regular file`);
    return await open(at(target), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } finally {
    await Promise.all(opened.map((handle) => handle.close()));
  }
}

/** At most `maxBytes` from the beginning of a file that `openInRoot` opens. */
export async function readInRoot(root: string, path: string, maxBytes: number): Promise<string> {
  const file = await openInRoot(root, path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.subarray(0, bytesRead).toString("utf8");
  } finally {
    await file.close();
  }
}

type Step = (from: FileHandle, name: string) => Promise<FileHandle>;

async function walk(root: FileHandle, path: string, step: Step): Promise<FileHandle> {
  const above: FileHandle[] = [root];
  const left = componentsOf(path);
  let links = 0;
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    if (name === "..") {
      if (above.length > 1) above.pop();
      continue;
    }
    const here = above.at(-1) ?? root;
    const next = await step(here, name);
    if (!(await next.stat()).isSymbolicLink()) {
      above.push(next);
      continue;
    }
    links += 1;
    const target = await readlink(`${at(here)}/${name}`);
    left.unshift(...componentsOf(target));
    if (links > maxLinks || left.length > maxComponents) throw failure("ELOOP", path);
    if (target.startsWith("/")) above.length = 1;
  }
  return above.at(-1) ?? root;
}

function componentsOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** proc(5): the link of a descriptor leads to what was opened, wherever that is by now. */
function at(handle: FileHandle): string {
  return `/proc/self/fd/${handle.fd}`;
}

function failure(code: string, text: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${text}`), { code });
}
