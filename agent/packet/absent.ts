/** An offset, number or length that is not there. */
export const absent = -1;
