/** What workerd has besides the standard, as much of it as is used here. */
declare module "cloudflare:workers" {
  /** Variables, secrets and bindings by name. */
  export const env: Readonly<Record<string, unknown>>;
}

declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
