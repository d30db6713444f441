import type { Access } from "./access.ts";

/**
 * Whoever reaches the listener may do everything: the mode of a unix socket, or what a network lets
 * through to a TCP address, is the only right there is.
 */
export const allowAll: Access = { authorise: async () => {} };
