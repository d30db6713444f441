export { changesSomething } from "./commands.ts";
export { type CodeArgs, type CodeLanguage, remedyOf, render, renderKnown } from "./render.ts";
export { type ArgNameOf, type CodeName, codes, findCode } from "./table.ts";
