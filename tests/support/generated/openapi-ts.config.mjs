// How the client is generated: a module for Node, which reads TypeScript by itself.
export default {
  input: "./openapi.json",
  output: { path: "./client", importFileExtension: ".ts" },
  plugins: ["@hey-api/client-fetch", "@hey-api/sdk", "@hey-api/typescript"],
  logs: { level: "silent", file: false },
};
