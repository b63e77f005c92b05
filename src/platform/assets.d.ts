/** Files that are imported with `{ type: "file" }`: the import is a path, and a compiled binary carries the file along. */
declare module "swagger-ui-dist/swagger-ui-bundle.js" {
  const path: string;
  export default path;
}

declare module "swagger-ui-dist/swagger-ui.css" {
  const path: string;
  export default path;
}
