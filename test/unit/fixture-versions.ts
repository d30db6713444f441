/** Releases that tools' output and databases are recorded of: `scripts/record-ovn`. */
export const ovnVersions = ["23.03.1", "25.03.0", "26.03.1"] as const;
export const ovsVersions = ["3.1.0", "3.5.0", "4.0.0"] as const;
