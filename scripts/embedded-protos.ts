import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";
import protobuf from "protobufjs";

/** Modules that look for a .proto beside themselves, and the expression with which they do. */
const readers = [
  {
    file: /grpc-health-check\/build\/src\/health\.js$/,
    call: /loadSync\)\('health\/v1\/health\.proto',/,
    written: (json: string) => `fromJSON)(${json},`,
    proto: "../../proto/health/v1/health.proto",
  },
  ...["v1", "v1alpha"].map((version) => ({
    file: new RegExp(`@grpc/reflection/build/src/implementations/reflection-${version}\\.js$`),
    call: /protoLoader\.loadSync\(protoPath,/,
    written: (json: string) => `protoLoader.fromJSON(${json},`,
    proto: `../../proto/grpc/reflection/${version}/reflection.proto`,
  })),
];

/** A bundle is alone: what those modules would read goes into it. */
export const embeddedProtos: Plugin = {
  name: "embedded-protos",
  setup({ onLoad }) {
    for (const { file, call, written, proto } of readers) {
      onLoad({ filter: file }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        if (!call.test(text))
          throw new Error(`Cannot bundle ${path}: it reads its .proto otherwise`);
        const root = new protobuf.Root().loadSync(join(dirname(path), proto), { keepCase: true });
        const json = JSON.stringify(root.toJSON());
        return { contents: text.replace(call, () => written(json)), loader: "js" };
      });
    }
  },
};
