import { Argument, type Command } from "commander";
import type { Io } from "../io.ts";
import { shells } from "./scripts.ts";

/** Cobra's directives, which kubectl expects of a plugin's completion (ShellCompDirective). */
const noSpace = 2;
const noFiles = 4;

export function addCompletion(program: Command, io: Io): void {
  program
    .command("completion")
    .description("print a completion script; pods and namespaces come from the API server")
    .addArgument(new Argument("<shell>").choices(shells))
    .action(async (shell: (typeof shells)[number]) => {
      const { completionScripts } = await import("./scripts.ts");
      io.stdout.write(completionScripts[shell]);
    });
  program
    .command("__complete", { hidden: true })
    .argument("[words...]")
    .option("--cobra", "end with the directive that kubectl expects")
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: string[], { cobra }: { cobra?: true }) => {
      const [{ candidates }, { clusterNames }] = await Promise.all([
        import("./candidates.ts"),
        import("./names.ts"),
      ]);
      const found = await candidates(program, words, clusterNames);
      const isHalf = found.length > 0 && found.every((word) => word.endsWith("/"));
      const directive = `:${noFiles + (isHalf ? noSpace : 0)}`;
      io.stdout.write(
        [...found, ...(cobra ? [directive] : [])].map((line) => `${line}\n`).join(""),
      );
    });
}
