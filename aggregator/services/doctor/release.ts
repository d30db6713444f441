/** Years and months of OVN, majors and minors of others: [23, 3] of "23.03.1". */
type Release = readonly [number, number];

export function releaseOf(version: string): Release | null {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? null : [Number(major), Number(minor)];
}

/** Negative where the first is older; null where one of them is no release. */
export function compareReleases(one: string, other: string): number | null {
  const [a, b] = [releaseOf(one), releaseOf(other)];
  return a === null || b === null ? null : a[0] - b[0] || a[1] - b[1];
}

/** A range of releases, both ends included. */
export interface ReleaseRange {
  readonly oldest: string;
  readonly newest: string;
}

/** Null where the version is no release. */
export function isWithin(version: string, { oldest, newest }: ReleaseRange): boolean | null {
  const [low, high] = [compareReleases(version, oldest), compareReleases(version, newest)];
  return low === null || high === null ? null : low >= 0 && high <= 0;
}

/** What tapline is made for: docs/ovn-versions.md says what of it was tried, and how. */
export const madeFor = {
  kubeOvn: { oldest: "1.12", newest: "1.17" },
  ovn: { oldest: "22.12", newest: "26.03" },
  ovs: { oldest: "3.0", newest: "4.0" },
} as const satisfies Readonly<Record<string, ReleaseRange>>;
