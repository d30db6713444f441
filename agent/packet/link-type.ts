/** https://www.tcpdump.org/linktypes.html; import as `linkType`, whole. */
export const ethernet = 1;
export const linuxSll2 = 276;
