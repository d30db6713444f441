import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

/** For programs that never leave the checkout: a module finds what stands beside its source. */
export const ownLocation: Plugin = {
  name: "own-location",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const location = JSON.stringify(pathToFileURL(path).href);
      const text = await readFile(path, "utf8");
      return { contents: text.replaceAll("import.meta.url", location), loader: "ts" };
    });
  },
};
