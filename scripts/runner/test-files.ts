import { readdirSync } from "node:fs";

/** `*.test.ts` below a folder, sorted; of these the ones whose path contains one of the words. */
export function testFiles(folder: string, words: readonly string[]): string[] {
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `${folder}/${name}`);
  const wanted = words.length === 0 ? found : found.filter((file) => matches(file, words));
  return wanted.sort();
}

function matches(file: string, words: readonly string[]): boolean {
  return words.some((word) => file.includes(word));
}
