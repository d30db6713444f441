// Original file: proto/tapline/v1/enums.proto

export const IptablesBackend = {
  IPTABLES_BACKEND_UNSPECIFIED: 'IPTABLES_BACKEND_UNSPECIFIED',
  IPTABLES_BACKEND_LEGACY: 'IPTABLES_BACKEND_LEGACY',
  IPTABLES_BACKEND_NFT: 'IPTABLES_BACKEND_NFT',
} as const;

export type IptablesBackend =
  | 'IPTABLES_BACKEND_UNSPECIFIED'
  | 0
  | 'IPTABLES_BACKEND_LEGACY'
  | 1
  | 'IPTABLES_BACKEND_NFT'
  | 2

export type IptablesBackend__Output = typeof IptablesBackend[keyof typeof IptablesBackend]
