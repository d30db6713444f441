import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { buildCli } from "../cli/build.js";
import { embeddedProtos } from "./embedded-protos.ts";
import { ownLocation } from "./own-location.ts";

/** What runs in an image and in the lab: one file per program, started by plain node. */
const programs = {
  aggregator: "aggregator/main.ts",
  agent: "agent/main.ts",
  "probe-socket": "agent/probe/socket-main.ts",
  "lab-tcpdump": "lab/clock/tcpdump-main.ts", // of the lab only
} as const;

const common: BuildOptions = {
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  // Writes constant numbers where they are used: decoding is a sixth faster.
  minifySyntax: true,
  // Source text stays in memory.
  minifyWhitespace: true,
  sourcemap: "linked",
  logLevel: "warning",
  // Some of the bundled libraries are CommonJS and call these.
  banner: {
    js: [
      'import { createRequire as __createRequire } from "node:module";',
      "const require = __createRequire(import.meta.url);",
      'import { fileURLToPath as __fileURLToPath } from "node:url";',
      'import { dirname as __pathDirname } from "node:path";',
      "const __filename = __fileURLToPath(import.meta.url);",
      "const __dirname = __pathDirname(__filename);",
    ].join("\n"),
  },
};

await build({ ...common, entryPoints: programs, plugins: [embeddedProtos] });
// The lab starts programs of the checkout, wherever it is itself.
await build({ ...common, entryPoints: { lab: "lab/main.ts" }, plugins: [ownLocation] });

// The command line, in parts of which each command reads what it needs.
await buildCli(fileURLToPath(new URL("..", import.meta.url)));
