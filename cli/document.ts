/** JSON or YAML of a document, ending with a newline. */
export async function serialise(document: unknown, format: "json" | "yaml"): Promise<string> {
  if (format === "json") return `${JSON.stringify(document, null, 2)}\n`;
  const { stringify } = await import("yaml");
  // No line folding and no anchors: what is printed is searched with grep.
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}
