/** Files that are imported with `{ type: "text" }`: bundlers put their content into the code. */
declare module "*.css" {
  const text: string;
  export default text;
}

declare module "./*.js" {
  const text: string;
  export default text;
}
