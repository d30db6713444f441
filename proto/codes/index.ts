export type { CodeArgs } from "./args.ts";
export { changesSomething } from "./commands.ts";
export { type CodeName, codes, findCode } from "./table.ts";
