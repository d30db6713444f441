import { stageNames } from "../diagnosis.ts";
import type { Code } from "./code.ts";

export const requestCodes = [
  {
    code: "SYMPTOM_NOT_REPRODUCED",
    area: "request",
    level: "info",
    stages: stageNames,
    sentence: {
      en: 'What was observed does not fit the error text "{detail}"',
      zh: "观测到的情况与报错“{detail}”不符",
    },
    remedy: {
      text:
        "Ask about the very path that failed: the pod that printed the error, the address or " +
        "name that it used, its protocol and port. An error that comes and goes shows with " +
        "--repeat.",
      zh:
        "请诊断真正失败的那条路径：打印报错的 Pod、它使用的地址或名称、协议和端口。" +
        "时有时无的错误可以用 --repeat 观察。",
      commands: [
        "kubectl tapline diagnose SOURCE DESTINATION --protocol tcp --port PORT --repeat 10",
      ],
    },
    proof: "The probes ended in another way than the text of the error stands for.",
    args: ["detail"],
  },
] as const satisfies readonly Code[];
