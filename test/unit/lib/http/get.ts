import { request } from "node:http";

/** One request to a unix socket. */
export function get(
  socketPath: string,
  path: string,
  method = "GET",
): Promise<{ readonly status: number; readonly type: string; readonly body: string }> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path, method, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => {
        const type = String(response.headers["content-type"]);
        resolve({ status: response.statusCode ?? 0, type, body });
      });
    })
      .on("error", reject)
      .end();
  });
}
