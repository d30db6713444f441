import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { SourceMap } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { ownLocation } from "../own-location.ts";

/** Test files as plain JavaScript: node starts one in a tenth of what it takes through tsx. */
export interface CompiledTests {
  /** Path of the program of a test file; of one that imports what it computes, its source. */
  readonly programOf: (source: string) => string;
  /** A stack trace in terms of the sources. */
  readonly inSources: (stack: string) => string;
  readonly remove: () => Promise<void>;
}

/**
 * Compiles test files, what they share once. Packages stay where they are installed.
 *
 * @param files paths of sources, relative to the working directory
 */
export async function compileTests(files: readonly string[]): Promise<CompiledTests> {
  const outdir = `node_modules/.cache/tapline-tests-${process.pid}`;
  await build({
    entryPoints: [...files],
    outdir,
    outbase: ".",
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: "linked",
    logLevel: "warning",
    plugins: [ownLocation],
  });
  const remove = (): Promise<void> => rm(outdir, { recursive: true, force: true });
  const computing = new Set(
    files.filter((file) => computedImport.test(readFileSync(file, "utf8"))),
  );
  const programOf = (source: string): string =>
    computing.has(source) ? source : `${outdir}/${source.replace(/\.ts$/, ".js")}`;
  return { programOf, inSources: (stack) => mapped(stack, outdir), remove };
}

/** An import of what only running it tells: nothing can be compiled beforehand. */
const computedImport = /\bimport\((?!\s*["'])/;

function mapped(stack: string, folder: string): string {
  const place = /file:\/\/\S+?\.js:\d+:\d+/g;
  return stack.replace(place, (found) => {
    const [, url = "", line, column] = /^(.*):(\d+):(\d+)$/.exec(found) ?? [];
    const program = fileURLToPath(url);
    if (!program.startsWith(`${resolve(folder)}/`)) return found;
    const entry = mapOf(program).findEntry(Number(line) - 1, Number(column) - 1);
    if (!("originalSource" in entry)) return found;
    const source = relative(".", resolve(dirname(program), entry.originalSource));
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

const maps = new Map<string, SourceMap>();

function mapOf(program: string): SourceMap {
  const map =
    maps.get(program) ?? new SourceMap(JSON.parse(readFileSync(`${program}.map`, "utf8")));
  maps.set(program, map);
  return map;
}
