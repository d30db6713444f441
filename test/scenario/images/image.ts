import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { endProcesses } from "../../../lab/processes/end.ts";
import { ExecError, run, start } from "../../../lib/exec.ts";

/** Builds the images, and starts programs in them. */

const enter = fileURLToPath(new URL("./enter", import.meta.url));
const buildMs = 540_000;

/** TAPLINE_IMAGES: a folder for `scripts/images --debian`, which may be empty at first. */
const folder = process.env.TAPLINE_IMAGES ?? "";

/** Why no images can be built here; false when they can. */
export async function noImagesReason(): Promise<string | false> {
  if (folder === "") return "TAPLINE_IMAGES names no folder for a base of Debian's packages";
  const needed = existsSync(`${folder}/base-trixie.tar`) ? ["buildah"] : ["buildah", "mmdebstrap"];
  for (const program of needed) {
    try {
      await run([program, "--version"]);
    } catch (thrown) {
      if (thrown instanceof ExecError) return `no ${program}: apt-get install ${program}`;
      throw thrown;
    }
  }
  return false;
}

const configSchema = z.object({
  OCIv1: z.object({
    config: z.object({
      User: z.string(),
      Env: z.array(z.string()),
      Entrypoint: z.array(z.string()),
      Labels: z.record(z.string(), z.string()),
    }),
  }),
});
export type ImageConfig = z.infer<typeof configSchema>["OCIv1"]["config"];

export interface ContainerOptions {
  /** Network namespace of the lab. */
  readonly netns: string;
  /** As setpriv(1) takes them. */
  readonly capabilities: string;
  /** Folders of the machine, where the program finds them, and "ro" where it may only read. */
  readonly mounts: readonly (readonly [from: string, to: string, mode?: "ro"])[];
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** File for what it prints. */
  readonly log: string;
}

/** One image, with its tree mounted; `close` takes it away again. */
export class Image {
  readonly config: ImageConfig;
  readonly root: string;
  readonly #container: string;
  readonly #pids: number[] = [];

  private constructor(config: ImageConfig, container: string, root: string) {
    this.config = config;
    this.#container = container;
    this.root = root;
  }

  static async open(program: "agent" | "aggregator"): Promise<Image> {
    const container = (await buildah("from", `tapline/${program}:test`)).trim();
    const config = configSchema.parse(JSON.parse(await buildah("inspect", container)));
    return new Image(config.OCIv1.config, container, (await buildah("mount", container)).trim());
  }

  /** Runs a tool of the image, without any of what a container gets. */
  async ask(...argv: readonly string[]): Promise<string> {
    return (await run(["chroot", this.root, ...argv], { okCodes: [1] })).stdout;
  }

  /** Starts what the image starts, as the user that it names. @returns its process id. */
  async start(options: ContainerOptions): Promise<number> {
    const { netns, capabilities, mounts, env, args = [], log } = options;
    const [uid = "0"] = this.config.User.split(":");
    const given = Object.entries(env).map((pair) => pair.join("="));
    const argv = [
      ...["ip", "netns", "exec", netns, "unshare", "--mount", enter, this.root, uid, capabilities],
      ...mounts.map((pair) => pair.join(":")),
      ...["--", "env", "-i", ...this.config.Env, ...given, ...this.config.Entrypoint, ...args],
    ];
    mkdirSync(log.slice(0, log.lastIndexOf("/")), { recursive: true });
    const output = openSync(log, "a");
    const { pid, child } = await start(argv, { detached: true, output });
    closeSync(output);
    child.unref();
    this.#pids.push(pid);
    return pid;
  }

  async end(pid: number): Promise<void> {
    await endProcesses([pid]);
  }

  async close(): Promise<void> {
    await endProcesses(this.#pids.splice(0));
    await buildah("umount", this.#container);
    await buildah("rm", this.#container);
  }
}

/** @returns what the script prints: a line for each image, with its size. */
export async function buildImages(): Promise<string> {
  const argv = ["scripts/images", "--debian", folder, "--store", folder, "--tag", "test"];
  return (await run(argv, { timeoutMs: buildMs })).stdout;
}

async function buildah(...args: readonly string[]): Promise<string> {
  const argv = ["buildah", "--root", `${folder}/store`, "--runroot", `${folder}/run`, ...args];
  return (await run(argv, { timeoutMs: 60_000 })).stdout;
}

export function logText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}
