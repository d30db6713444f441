/**
 * Which part of the tree may import which. Imports of types count, too.
 *
 * TypeScript is read with swc: dependency-cruiser's other way needs the compiler's API, which
 * TypeScript 7 no longer has.
 */

/** What each part may import, besides itself and packages. */
const parts = {
  lib: [],
  proto: ["lib"],
  words: ["lib", "proto"],
  agent: ["lib", "proto"],
  aggregator: ["lib", "proto", "words"],
  cli: ["lib", "proto", "words"],
  lab: ["lib"],
  scripts: ["cli", "lib", "proto"],
  test: ["agent", "aggregator", "cli", "lab", "lib", "proto", "scripts", "words"],
};

/** Folders and files of a program in an order in which each imports earlier ones only. */
const orders = {
  agent: [
    "options.ts",
    "log.ts",
    "packet",
    "evidence",
    "publish",
    "capture",
    "openflow",
    "ports",
    "facts",
    "probe",
    "resolver",
    "commands",
    "session",
    "monitoring",
    "main.ts",
  ],
  aggregator: [
    "log.ts",
    "inventory",
    "access",
    "options.ts",
    "command-line.ts",
    "logical-trace",
    "firewall",
    "ovn-language",
    "transport",
    "evidence",
    "host-state",
    "plan",
    "correlation",
    "collect",
    "checks",
    "verdict",
    "services",
    "monitoring",
    "api",
    "main.ts",
  ],
};

const anyOf = (names) => `(?:${names.map((name) => name.replace(".", "\\.")).join("|")})`;

const betweenParts = Object.entries(parts).map(([part, others]) => ({
  name: `${part} imports only ${["itself", ...others].join(", ")}`,
  severity: "error",
  from: { path: `^${part}/` },
  to: {
    path: `^${anyOf(Object.keys(parts).filter((one) => one !== part && !others.includes(one)))}/`,
  },
}));

const withinPrograms = Object.entries(orders).flatMap(([program, order]) => [
  ...order.slice(0, -1).map((one, at) => ({
    name: `${program}/${one} imports no later part of the data path`,
    severity: "error",
    from: { path: `^${program}/${anyOf([one])}(?:/|$)` },
    to: { path: `^${program}/${anyOf(order.slice(at + 1))}(?:/|$)` },
  })),
  {
    name: `${program}: every part has its place in .dependency-cruiser.mjs`,
    severity: "error",
    from: { path: `^${program}/(?!${anyOf(order)}(?:/|$))` },
    to: {},
  },
]);

export default {
  forbidden: [
    ...betweenParts,
    ...withinPrograms,
    {
      name: "no file imports itself through others",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "every import leads to a file, a package or a module of Node",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "programs are started by lib/exec.ts only",
      severity: "error",
      from: { pathNot: "^lib/exec\\.ts$" },
      to: { path: "^(?:node:)?child_process$", dependencyTypes: ["core"] },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(?:dist|test/fixtures)/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".mjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
