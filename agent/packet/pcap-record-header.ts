/** The header of a pcap record, whose layout is in `pcap-format.ts`. */
export const atSeconds = 0;
export const atFraction = 4;
export const atCapturedLength = 8;
export const atOriginalLength = 12;
export const bytes = 16;
