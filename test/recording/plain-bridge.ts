/** Flows of a plain bridge that hold every kind of action and of match. */
export const everyAction: readonly string[] = [
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.1 actions=group:1",
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.2 actions=group:2",
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.4 actions=output:10",
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.5 actions=output:10,resubmit(,9)",
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.6 actions=clone(set_field:0x1->reg1,resubmit(,5)),output:2",
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.7 actions=output:1",
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.8 actions=check_pkt_larger(1500)->NXM_NX_REG0[0],resubmit(,1)",
  "table=0, priority=100,ip,in_port=1,nw_dst=10.0.0.9 actions=write_actions(output:2,group:2),write_metadata:0x1/0xff,goto_table:7",
  "table=0, priority=100,tcp,in_port=1,nw_dst=10.0.0.3 actions=learn(table=10,idle_timeout=60,hard_timeout=300,fin_idle_timeout=5,priority=50,delete_learned,cookie=0x99,limit=5,result_dst=NXM_NX_REG0[1],eth_type=0x800,NXM_OF_IP_SRC[],nw_proto=6,NXM_OF_TCP_DST[]=NXM_OF_TCP_SRC[],load:0x1->NXM_NX_REG10[7],load:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[],output:NXM_OF_IN_PORT[]),resubmit(,1)",
  "table=0, priority=90,tcp,nw_src=10.1.0.0/255.255.0.255,tp_dst=0x1000/0xf000,tcp_flags=+syn-ack actions=set_field:00:11:22:33:44:55->eth_src,set_field:63->ip_dscp,set_field:80->tcp_dst,dec_ttl(1,2),output(port=2,max_len=64)",
  "table=0, priority=90,udp6,ipv6_src=fe80::/10,ipv6_label=0x12345,nw_ecn=1 actions=set_field:fd00::1->ipv6_dst,move:NXM_NX_IPV6_SRC[0..31]->NXM_NX_REG1[],push_vlan:0x8100,set_field:4196->vlan_vid,output:3",
  "table=0, priority=80,dl_vlan=100,dl_vlan_pcp=3 actions=pop_vlan,set_queue:7,output:2,pop_queue,LOCAL",
  "table=0, priority=80,vlan_tci=0x1000/0x1000 actions=pop_vlan,IN_PORT",
  "table=0, priority=70,mpls,mpls_label=16 actions=pop_mpls:0x0800,dec_ttl,ALL",
  "table=0, priority=60,conj_id=7,tcp actions=ct(commit,force,zone=5,nat(dst=10.0.0.1-10.0.0.9:80-90,persistent,random),exec(set_field:0x1->ct_mark,set_field:0xff/0xff->ct_label,move:NXM_NX_REG0[]->NXM_NX_CT_MARK[]),alg=ftp)",
  "table=0, priority=60,ip,nw_src=10.9.0.1 actions=conjunction(7,1/2),conjunction(8,2/2)",
  "table=0, priority=60,arp,arp_op=2,arp_sha=00:00:00:00:00:01 actions=bundle(eth_src,50,hrw,ofport,members:1,2,3),multipath(symmetric_l4,50,modulo_n,8,0,NXM_NX_REG1[0..2]),note:01.02.03.00.00.00,FLOOD",
  "table=0, priority=60,arp,arp_op=1 actions=bundle_load(eth_src,50,active_backup,ofport,NXM_NX_REG0[0..15],members:1,2),sample(probability=65535,collector_set_id=1,obs_domain_id=2,obs_point_id=3,sampling_port=2),controller(reason=no_match,max_len=128,id=5),controller(max_len=64,userdata=00.01,pause),exit",
  "table=0, priority=50,ct_state=-new+est+trk,ct_zone=5,ct_mark=0x1/0xff,ct_label=0xff00000000000000,ip actions=ct_clear,set_field:0x50/0x3f0->reg3,push:NXM_NX_REG0[],pop:NXM_NX_REG1[],resubmit(,2,ct),resubmit:2,resubmit(3,4)",
  "table=0, priority=50,tun_id=0x1/0xff,tun_src=1.2.3.4,tun_dst=5.6.7.8,tun_flags=+oam actions=set_field:0x77->tun_id,set_field:1.1.1.1->tun_dst,output:NXM_NX_REG0[0..15],set_queue:5,output:2,pop_queue",
  "table=0, priority=50,pkt_mark=0x4/0x4,tcp actions=fin_timeout(idle_timeout=5,hard_timeout=9),set_field:2->nw_ecn,mod_nw_ttl:9,push_vlan:0x8100,set_field:4101->vlan_vid,set_field:3->vlan_pcp,set_field:00:11:22:33:44:55->eth_dst,set_field:1.1.1.1->ip_src,set_field:0x5->tun_id,NORMAL",
  "cookie=0x1234567890abcdef, table=0, priority=1 actions=NORMAL",
  "table=3, idle_timeout=60, hard_timeout=90, send_flow_rem check_overlap importance=7, priority=10,sctp,tp_src=5 actions=meter:1,output:2",
  "table=4, send_flow_rem priority=3,icmp,icmp_type=3,icmp_code=4 actions=CONTROLLER:65535",
  "table=5, priority=3,ip actions=encap(nsh(md_type=1)),encap(ethernet),decap(),output:1",
  "table=8, priority=4,tun_metadata0=0x3 actions=set_field:0x3->tun_metadata0,delete_field:tun_metadata0",
];

/** Behind the patch port 10 of the first bridge. */
export const behindPatch: readonly string[] = [
  "priority=1,ip,nw_dst=10.0.0.4 actions=output:1",
  "priority=1,ip,nw_dst=10.0.0.5 actions=drop",
];

export const groups: readonly string[] = [
  "group_id=1,type=select,bucket=weight:100,actions=output:2,bucket=weight:100,actions=output:3",
  "group_id=2,type=all,bucket=actions=output:2,bucket=actions=set_field:0x1->reg0,output:3",
];

export const meter = "meter=1,pktps,band=type=drop,rate=10";
