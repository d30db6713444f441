/** A difference between the lab and the recordings that is meant to be. */
export interface Difference {
  /** Who has it: the other has not. */
  readonly side: "lab" | "recorded";
  /** Of what is said of a row or an object (`shape.ts`). */
  readonly shape: RegExp;
  readonly reason: string;
}

const clusterExternal = "in the lab the default VPC has no external network, and nobody's has two";
const oneProvider = "the lab's external network is a VLAN of its one provider network";
const unpatched = "without Kube-OVN's patches of OVN the default route alone does not lead out";
const peerings = "no recorded VPC is peered";
const namespaces = "no namespace of the lab is in a VPC of its own";
const wishes = "users ask for it; the lab's faults do, or nobody does";
const byHand = "written by hand in the recorded clusters";

export const northboundDifferences: readonly Difference[] = [
  difference(
    "lab",
    /^ACL .*\.allow\.IPv\.0 .* <port> <= tcp\.dst/,
    "there the range is of a block",
  ),
  difference("lab", /^ACL .*@ovn\.sg\.<sg> && ip && ip\.src == <ip> /, "there a block and ports"),
  difference("recorded", /^ACL .*ipBlock/, "a block's second port: each has an ACL of its own"),
  difference("recorded", /^ACL .*@ovn\.sg\.<sg> && ip && ip\.src == <cidr> /, "here one address"),
  difference(
    "recorded",
    /^(ACL|Address_Set) .*anp=?.*(egress|28999)/,
    "the lab's admin policies deny",
  ),
  difference("recorded", /^ACL .*subnet=<subnet>.* priority=1005/, "an ACL of a user's own"),
  difference("lab", /^Logical_Router_Port .*peer=<vpc>-<vpc>$/, peerings),
  difference("recorded", /^Logical_Router_Policy .*priority=100$/, "a policy of a user's own"),
  difference(
    "lab",
    /^Logical_Router_Policy .* match=ip\.src==<cidr> && ip\.dst!=<cidr>/,
    unpatched,
  ),
  difference("lab", /^Logical_Switch_Port .* name=localnet\.external /, oneProvider),
  difference("recorded", /network_name=external type=localnet$/, oneProvider),
  difference(
    "recorded",
    /^Gateway_Chassis .*priority=99$/,
    "one does without BFD, and is up sooner",
  ),
  difference("recorded", /ovn-cluster-external|external-ovn-cluster/, clusterExternal),
  difference("recorded", /^Logical_Router .*ovn-cluster .*always_learn/, "nothing is joined there"),
  difference("recorded", /^Load_Balancer .*health_check=/, "the lab has no SwitchLBRule"),
  difference("recorded", /^Logical_Switch_Port .*dhcpv4_options=/, "no Subnet of the lab has DHCP"),
  difference(
    "recorded",
    /^Logical_Switch_Port .*associated_sg_sg1=true/,
    "a pod's group is a fault",
  ),
  difference("lab", /^Logical_Switch_Port .*ipv6_network=/, "recorded VLANs have IPv4 alone"),
  difference(
    "recorded",
    /^Logical_Switch_Port .*localnet\.<subnet>/,
    "recorded VLANs have IPv4 alone",
  ),
  difference("lab", /kube-ovn-version=v1\.17\.0/, "recorded programs were built without a version"),
  difference("recorded", /kube-ovn-version=unknown/, "recorded programs were built without one"),
];

/** Tables of which the lab declares nothing. */
export const northboundBeyond: Readonly<Record<string, string>> = {
  DHCP_Options: "no Subnet of the lab has DHCP",
  Load_Balancer_Health_Check: "the lab has no SwitchLBRule",
};

export const switchDifferences: readonly Difference[] = [
  difference("lab", /^Bridge .*name=br-phy other_config=hwaddr/, "the same MAC in every lab"),
  difference("recorded", /^Bridge .*name=br-phy$/, "the lab gives it a MAC"),
  difference("lab", /n-handler-threads=1/, "many switches and few cores"),
  difference(
    "recorded",
    /^Open_vSwitch .*<pn>:br-<pn>.*hw-offload=false$/,
    "the lab's has two threads",
  ),
  difference("recorded", /^(Bridge|Interface|Port) .*name=(eth2|br-external)( |$)/, oneProvider),
  difference("recorded", /ingress_policing_rate=1000|^Port .*qos=<row>|^QoS$|^Queue$/, wishes),
  difference("recorded", /^Mirror .*select_(all=true|dst_port)/, wishes),
  difference("recorded", /^Port .*name=eth1$/, "plugged in by hand, once without its VLANs"),
];

export const switchBeyond: Readonly<Record<string, string>> = {
  Datapath: "what ovs-vswitchd tells of itself",
  Flow_Table: "what ovn-controller tells of its tables",
};

export const objectDifferences: readonly Difference[] = [
  difference("lab", /podType=VirtualMachine|virtualmachine=vm1/, "no virtual machine was recorded"),
  difference("lab", /^Pod .*networks=<ns>\/<nad>@net1/, "either form names an interface"),
  difference("lab", /^Pod metadata\.annotations=\{\}/, "no pod of the host network was recorded"),
  difference("lab", /^Subnet status\.v6usingIPrange=<ip>$/, "a Subnet with one address"),
  difference("recorded", /^Namespace .*ip_pool=/, wishes),
  difference("recorded", /^Node .*(kube-ovn\/role|reason=(KubeletReady|x))/, byHand),
  difference("recorded", /^Node .*message=ping check/, "the lab's nodes tell no message"),
  difference("recorded", /^Pod .*\/(egress_rate|ingress_rate|jitter|latency|limit|loss)=/, wishes),
  difference("recorded", /^Pod .*\/(mirror|port_security|security_groups)=/, wishes),
  difference("recorded", /^Node .*labels\.external\.provider-network/, oneProvider),
  difference("recorded", /^ProviderNetwork spec\.defaultInterface=eth2/, oneProvider),
  difference("recorded", /^Vlan spec\.provider=external/, oneProvider),
  difference("recorded", /^Service .*(switch_lb_vip=|vpc=<vpc>)/, "the lab has no SwitchLBRule"),
  difference("recorded", /^Subnet spec\.(acls|allowSubnets|dhcp|enableDHCP|namespaces)/, wishes),
  difference("recorded", /^Subnet spec\.(disableGatewayCheck|private=true)/, wishes),
  difference("recorded", /^Subnet spec\.excludeIps\[\]=<ip>\.\.<ip>/, wishes),
  difference(
    "recorded",
    /^Subnet status\.conditions\[\]\.(message=failed|reason=(Set|Validate))/,
    wishes,
  ),
  difference("recorded", /^Subnet status\.dhcpV4OptionsUUID=<uuid>/, "no Subnet here has DHCP"),
  difference("lab", /^Vpc spec\.vpcPeerings/, peerings),
  difference("recorded", /^Vpc spec\.namespaces/, namespaces),
  difference("lab", /^Vpc spec\.policyRoutes.*(reroute|nextHopIP|ip\.dst!=)/, unpatched),
  difference("recorded", /^Vpc spec\.policyRoutes/, wishes),
];

function difference(side: Difference["side"], shape: RegExp, reason: string): Difference {
  return { side, shape, reason };
}
