import { z } from "zod";

/** A row of proto/reasons; a reader that does not know the code has the English beside it. */
export const documentReason = z
  .object({ code: z.string(), args: z.record(z.string(), z.unknown()) })
  .meta({
    id: "Reason",
    description: "What the English beside it was made of: other languages are made from it",
  });

/** Beside a field `reason`. */
export const because = documentReason.nullable().exactOptional();
